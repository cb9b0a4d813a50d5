internal import Diagnostics

/// Hides words of the command line that look like keys, in messages that quote them.
enum ArgumentMask {
    private static let mask = "••••••••"

    static func masked(_ text: String) -> String { masked(text, arguments: ProcessArguments.words) }

    /// A word is hidden that looks like a key.
    static func masked(_ text: String, arguments: some Sequence<String>) -> String {
        var text = text
        for argument in arguments {
            for word in argument.unicodeScalars.split(whereSeparator: { !KeyLikeness.isLetter($0) })
            where KeyLikeness.looksLikeKey(word) {
                text = text.replacing(String(word), with: mask)
            }
        }
        return text
    }
}
