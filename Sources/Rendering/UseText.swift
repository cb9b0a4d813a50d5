internal import Model

/// When a key was used last, as part of a line: `last used 3 min ago`.
///
/// Never written is not "never used": not every server writes it.
enum UseText {
    static func words(_ last: Instant?, now: Instant) -> String {
        last.map { "last used \(TimeText.relative($0, to: now))" } ?? "last use unknown"
    }
}
