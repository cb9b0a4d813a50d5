internal import Model
internal import Schedule

/// Moments as columns hold them.
enum MomentText {
    /// The unit of a kind that has one of its own; nil where the column's type has.
    static func unit(_ kind: TimeColumn.Kind) -> Duration? {
        switch kind {
        case .epoch: .seconds(1)
        case .epochMilliseconds, .iso: .milliseconds(1)
        case .timestamp, .timestamptz: nil
        }
    }

    /// As a text that the column takes; `zone` is what naive times are in.
    static func text(_ instant: Instant, as kind: TimeColumn.Kind, in zone: Zone? = nil) -> String {
        switch kind {
        case .timestamp: (zone?.clock(at: instant) ?? instant).databaseText
        case .timestamptz: instant.databaseText + "+00:00"
        case .iso: iso(instant)
        case .epoch: String(whole(instant, 1_000_000))
        case .epochMilliseconds: String(whole(instant, 1_000))
        }
    }

    /// How many characters ``iso(_:)`` has.
    static let isoLength = 24

    /// `2026-11-28T19:00:00.000Z`.
    private static func iso(_ instant: Instant) -> String {
        let text = instant.databaseText
        return text.prefix(10) + "T" + text.dropFirst(11).dropLast(3) + "Z"
    }

    /// In a unit of so many microseconds, rounded down.
    static func whole(_ instant: Instant, _ unit: Int64) -> Int64 {
        instant.cut(to: .microseconds(unit)).microseconds / unit
    }

    /// A number of a kind's units since 1970.
    static func instant(_ number: Int64, as kind: TimeColumn.Kind) -> Instant {
        guard kind == .epochMilliseconds else { return Instant(secondsSince1970: number) }
        let (microseconds, overflow) = number.multipliedReportingOverflow(by: 1_000)
        return overflow ? (number < 0 ? .distantPast : .distantFuture) : Instant(microseconds: microseconds)
    }
}
