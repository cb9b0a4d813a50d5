internal import ArgumentParser
internal import Model

/// Moments as a command line names them, in UTC unless they say otherwise.
enum MomentText {
    /// A day, which means its end, or a time.
    @Sendable static func end(_ text: String) throws -> Instant {
        if let day = Instant(text: text + "T00:00:00Z") { return day + .seconds(86_400) }
        return try moment(text)
    }

    /// A time, or a day, which means its beginning.
    @Sendable static func moment(_ text: String) throws -> Instant {
        if let moment = Instant(text: text) { return moment }
        throw ValidationError("expected a date such as 2026-12-31, or a time such as 2026-12-31T06:00:00Z")
    }
}
