/// A moment in UTC, to the microsecond: the resolution of PostgreSQL's `timestamp`.
///
/// Whatever the zone of a server, a database or a session is, what we read and write is UTC: the servers that check
/// keys compare naive UTC.
package struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package init(secondsSince1970 seconds: Int64) { self.init(microseconds: seconds * 1_000_000) }

    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    /// Stops at the ends of the range: a row may say "infinity" in any way it likes, and must not end the program.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.microseconds.addingReportingOverflow(duration.microseconds)
        guard overflow else { return Instant(microseconds: sum) }
        return duration < .zero ? distantPast : distantFuture
    }

    /// Stops at the ends of the range, as ``+(_:_:)`` does.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        instant + Duration.microseconds(-duration.microseconds)
    }

    package static func - (later: Instant, earlier: Instant) -> Duration {
        let (difference, overflow) = later.microseconds.subtractingReportingOverflow(earlier.microseconds)
        return .microseconds(overflow ? (later > earlier ? Int64.max : Int64.min + 1) : difference)
    }

    package static let distantPast = Instant(microseconds: .min)
    package static let distantFuture = Instant(microseconds: .max)
}

extension Duration {
    /// Whole microseconds, the rest cut off.
    package var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
