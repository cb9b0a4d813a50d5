internal import Glibc
package import Model
internal import Synchronization

/// What time it is, in UTC.
///
/// Comes in from outside so that a simulation can drive years in a second.
package protocol WallClock: Sendable {
    func now() -> Instant

    /// Whether it shows what time it is: then it can be compared with others.
    var isRunning: Bool { get }

    /// Returns when so much time has passed.
    func wait(_ duration: Duration) async
}

extension WallClock {
    package var isRunning: Bool { true }

    package func wait(_ duration: Duration) async {
        guard isRunning, duration > .zero else { return }
        try? await Task.sleep(for: duration)
    }
}

/// The machine's clock.
package struct SystemClock: WallClock {
    package init() {}

    package func now() -> Instant {
        #if DEBUG
            if let told = Self.toldByTests.withLock({ $0 }) { return told }
        #endif
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    package func wait(_ duration: Duration) async {
        guard duration > .zero, !skip(to: now() + duration) else { return }
        try? await Task.sleep(for: duration)
    }

    /// Makes a clock that a test has set show a moment; false for the machine's, which has to be waited for.
    package func skip(to moment: Instant) -> Bool {
        #if DEBUG
            return Self.toldByTests.withLock { told in
                guard told != nil else { return false }
                told = moment
                return true
            }
        #else
            return false
        #endif
    }

    #if DEBUG
        /// The time that a test of the built binary says it is, in microseconds since 1970; nil if none does.
        ///
        /// What is printed then depends on no machine's speed. A release build has no such variable.
        private static let toldByTests = Mutex(
            getenv("KEYTURN_TEST_CLOCK").flatMap { Int64(String(cString: $0)) }.map { Instant(microseconds: $0) }
        )
    #endif
}
