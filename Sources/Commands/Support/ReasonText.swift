internal import ArgumentParser
internal import Redaction

/// Why someone does something, as a command line says it.
enum ReasonText {
    private static let longest = 500

    /// The reason on one line, without what looks like a key or a password; nil if none was given.
    static func read(_ text: String?) throws -> String? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
        guard text.count <= longest else {
            throw ValidationError(
                "--reason is longer than \(longest) characters",
                fix: "write a shorter text"
            )
        }
        return SecretMask.masked(text)
    }
}
