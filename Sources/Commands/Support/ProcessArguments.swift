internal import CArguments

/// The words of the command line, without the program's name.
enum ProcessArguments {
    static let words: [String] = {
        let count = Int(keyturn_argument_count())
        guard count >= 0, let words = keyturn_argument_words() else { return Array(CommandLine.arguments.dropFirst()) }
        return (0..<count).dropFirst().compactMap { words[$0].map { String(cString: $0) } }
    }()
}
