/// Hides words of the command line that look like keys, in messages that quote them.
enum ArgumentMask {
    private static let mask = "••••••••"

    static func masked(_ text: String) -> String { masked(text, arguments: CommandLine.arguments.dropFirst()) }

    /// A word is hidden that is as long as a key, of the alphabet of keys, and has a digit.
    static func masked(_ text: String, arguments: some Sequence<String>) -> String {
        var text = text
        for word in arguments.flatMap({ $0.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") } })
        where word.utf8.count >= 22 && word.contains(where: \.isNumber) {
            text = text.replacing(word, with: mask)
        }
        return text
    }
}
