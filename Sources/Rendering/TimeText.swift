internal import Model
internal import Schedule

/// Moments as people read them.
enum TimeText {
    /// `2026-11-25 15:40 UTC`.
    static func moment(_ instant: Instant) -> String {
        String(instant.iso8601.dropLast(4).map { $0 == "T" ? " " : $0 }) + " UTC"
    }

    /// `in 2 d`, `3 h ago`, `now`.
    static func relative(_ instant: Instant, to now: Instant) -> String {
        let distance = instant - now
        if distance >= .seconds(1) { return "in \(DurationText.approximate(distance))" }
        if distance <= .seconds(-1) { return "\(DurationText.approximate(now - instant)) ago" }
        return "now"
    }
}
