/// A time in UTC, to the microsecond: the resolution of PostgreSQL's `timestamp`.
///
/// Keyturn reads and writes UTC, whatever the zone of a server, a database or a session: servers compare keys' times in
/// UTC without a zone.
package struct Instant: Hashable, Comparable, Sendable, Codable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Stops at the ends of the range, as ``+(_:_:)`` does.
    package init(secondsSince1970 seconds: Int64) {
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        self.init(microseconds: overflow ? (seconds < 0 ? .min : .max) : microseconds)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    /// Stops at the ends of the range: an infinite time in a row must not end the program.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.microseconds.addingReportingOverflow(duration.microseconds)
        guard overflow else { return Instant(microseconds: sum) }
        return duration < .zero ? distantPast : distantFuture
    }

    /// Stops at the ends of the range, as ``+(_:_:)`` does.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        let (difference, overflow) = instant.microseconds.subtractingReportingOverflow(duration.microseconds)
        guard overflow else { return Instant(microseconds: difference) }
        return duration < .zero ? distantFuture : distantPast
    }

    package static func - (later: Instant, earlier: Instant) -> Duration {
        let (difference, overflow) = later.microseconds.subtractingReportingOverflow(earlier.microseconds)
        return .microseconds(overflow ? (later > earlier ? Int64.max : Int64.min + 1) : difference)
    }

    /// Rounded down to a unit, such as seconds.
    package func cut(to unit: Duration) -> Instant {
        let unit = unit.microseconds
        guard unit > 1 else { return self }
        let rest = microseconds % unit
        return Instant(microseconds: microseconds - (rest < 0 ? rest + unit : rest))
    }

    /// Rounded up to a unit.
    package func raised(to unit: Duration) -> Instant {
        let cut = cut(to: unit)
        return cut == self ? self : cut + unit
    }

    package static let distantPast = Instant(microseconds: .min)
    package static let distantFuture = Instant(microseconds: .max)
}

extension Duration {
    /// Whole microseconds, the rest cut off; stops at the ends of the range.
    package var microseconds: Int64 {
        let (whole, isBeyond) = components.seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000_000)
        return isBeyond || overflow ? (self < .zero ? .min : .max) : sum
    }
}
