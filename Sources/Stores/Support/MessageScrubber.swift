internal import Redaction

/// Makes a server's or a library's message fit to be shown: one line, of bounded length, without secrets (promise 3).
///
/// Messages come from software that we do not control, so this guards twice: the secrets that we know (a password) and
/// whatever looks like a key are masked.
struct MessageScrubber: Sendable {
    /// What must not appear, such as the connection's password.
    private let secrets: [String]

    /// A shorter one would mask half of every message, and tell by that what it is.
    private static let shortestSecret = 4
    private static let longestMessage = 400

    init(secrets: [String] = []) {
        self.secrets = secrets.filter { $0.utf8.count >= Self.shortestSecret }.sorted { $0.utf8.count > $1.utf8.count }
    }

    func callAsFunction(_ message: String) -> String {
        var message = message
        for secret in secrets { message = message.replacing(secret, with: Mask.text) }
        return bounded(KeyLikeness.masked(singleLine(message)))
    }

    /// Control characters, of which terminals make more than text, become spaces; runs of spaces become one, and lines are
    /// set apart by semicolons.
    private func singleLine(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var isLineEnd = false
        for scalar in text.unicodeScalars {
            let isSpace =
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
                default: false
                }
            if !isSpace {
                if isLineEnd, scalars.last == " " {
                    scalars.removeLast()
                    if let last = scalars.last, !":;,.".unicodeScalars.contains(last) { scalars.append(";") }
                    scalars.append(" ")
                }
                isLineEnd = false
                scalars.append(scalar)
            } else if scalar == "\n", !scalars.isEmpty {
                isLineEnd = true
                if scalars.last != " " { scalars.append(" ") }
            } else if let last = scalars.last, last != " " {
                scalars.append(" ")
            }
        }
        if scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }

    private func bounded(_ text: String) -> String {
        guard text.count > Self.longestMessage else { return text }
        var start = text.prefix(Self.longestMessage)
        // Not within a word: a part of a key would be none that anyone knows.
        while let last = start.last, KeyWord.isLetter(last) { start.removeLast() }
        return start + "…"
    }
}
