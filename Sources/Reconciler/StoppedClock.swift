package import Model

/// A clock that always shows the same moment: what would be done if it were then.
package struct StoppedClock: WallClock {
    private let moment: Instant

    package init(at moment: Instant) { self.moment = moment }

    package func now() -> Instant { moment }

    package var isRunning: Bool { false }
}
