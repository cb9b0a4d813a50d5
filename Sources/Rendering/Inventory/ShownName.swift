internal import Diagnostics
internal import Redaction
package import State

/// Makes names from rows fit to be shown: someone may have pasted a key into one.
package struct ShownName: Sendable {
    private let known: KnownKeys

    package init(_ views: [EnvironmentView]) { known = KnownKeys(views) }

    /// On one line, with every key in it hidden.
    package func callAsFunction(_ text: String) -> String {
        let line = PlainText.line(text)
        guard line.utf8.count >= KeyWord.shortest else { return line }
        return KeyLikeness.maskedNames(known.masked(line))
    }

    /// Whether something of a text is hidden: a key is in it.
    package func hides(_ text: String) -> Bool { self(text) != PlainText.line(text) }
}
