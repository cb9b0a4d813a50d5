internal import Glibc
package import Model

/// What time it is, in UTC.
///
/// Comes in from outside so that a simulation can drive years in a second.
package protocol WallClock: Sendable {
    func now() -> Instant
}

/// The machine's clock.
package struct SystemClock: WallClock {
    package init() {}

    package func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
