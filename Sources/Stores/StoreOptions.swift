internal import Model
internal import Synchronization

/// What a store's user may decide: how long nothing is waited for, and how far clocks may differ.
package struct StoreOptions: Sendable {
    /// How long a server may say nothing while it is waited for.
    ///
    /// Longer than a statement may take by the server's own limit, so that a server that is merely slow says so itself.
    package var silence: Duration

    /// How far this machine's clock and the store's may differ when something is written; nil where no one asks.
    package var clockTolerance: Duration?

    package init(silence: Duration = .seconds(40), clockTolerance: Duration? = ClockDifference.tolerance) {
        self.silence = silence
        self.clockTolerance = clockTolerance
    }
}

/// Waits for databases that are cut short once someone asked the run to stop.
package enum StoreWaits {
    private static let hurried = Mutex<ContinuousClock.Instant?>(nil)

    /// How long a wait may still last after that: a commit that is on its way is answered in much less.
    static let grace = Duration.seconds(5)

    /// From now on no wait lasts longer than a few seconds.
    package static func hurry() { hurried.withLock { $0 = $0 ?? .now } }

    /// When a wait that may last until `deadline` ends at the latest.
    static func end(of deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
        hurried.withLock { $0 }.map { min(deadline, $0 + grace) } ?? deadline
    }
}
