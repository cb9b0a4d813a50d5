internal import ArgumentParser
internal import Diagnostics

/// What `--help` says, in lines of a certain width.
///
/// ArgumentParser breaks everything but the line of usage.
enum HelpText {
    static func of(_ command: any ParsableCommand.Type = Keyturn.self, columns: Int) -> String {
        broken(Keyturn.helpMessage(for: command, columns: columns), columns)
    }

    /// What the parser answers where it does not run a command; nil for what is no help, such as a script.
    static func answer(to request: any Error, columns: Int) -> String? {
        let text = Keyturn.fullMessage(for: request, columns: columns)
        guard text.hasPrefix("OVERVIEW: ") || text.hasPrefix(usage) else { return nil }
        return broken(text, columns)
    }

    private static let usage = "USAGE: "

    private static func broken(_ text: String, _ columns: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.hasPrefix(usage) else { return String(line) }
            return TextStyle.plain.within(columns).wrapped(whole(line), indent: usage.count + 2, startingAt: 0)
                .replacing("\u{A0}", with: " ")
        }.joined(separator: "\n")
    }

    /// An option stays with its value: `[--format <format>]`.
    private static func whole(_ line: Substring) -> String {
        var depth = 0
        return String(
            line.map { letter in
                if letter == "[" { depth += 1 }
                if letter == "]" { depth -= 1 }
                return letter == " " && depth > 0 ? "\u{A0}" : letter
            }
        )
    }
}
