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
        if distance >= .seconds(1) { return "in \(length(distance))" }
        if distance <= .seconds(-1) { return "\(length(now - instant)) ago" }
        return "now"
    }

    /// As long as it feels: an end that was set two days ahead a second ago is two days away.
    static func length(_ duration: Duration) -> String {
        let grain: Int64 =
            switch duration {
            case .seconds(86_400)...: 3_600
            case .seconds(600)...: 60
            default: 1
            }
        let seconds = (duration.components.seconds + grain / 2) / grain * grain
        return DurationText.approximate(.seconds(seconds))
    }
}
