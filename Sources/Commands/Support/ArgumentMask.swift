internal import Redaction

/// Hides words of the command line that look like keys, in messages that quote them.
enum ArgumentMask {
    static func masked(_ text: String) -> String { masked(text, arguments: ProcessArguments.words) }

    /// A word is hidden that looks like a key.
    static func masked(_ text: String, arguments: some Sequence<String>) -> String {
        var text = text
        for argument in arguments {
            for word in argument.unicodeScalars.split(whereSeparator: { !KeyWord.isLetter($0) })
            where KeyLikeness.looksLikeKey(word) {
                text = text.replacing(String(word), with: Mask.text)
            }
        }
        return text
    }
}
