internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Diagnostics
internal import Glibc

struct ProfileShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Writes the commented YAML of a shipped profile, as a starting point for another one.",
        discussion: """
            EXAMPLES
              keyturn profile show litellm
              keyturn profile show pm-mcp-server > mine.yaml
            """
    )

    @Argument(help: ArgumentHelp("The name of a shipped profile.", valueName: "profile"))
    var name: String

    func validate() throws {
        guard ShippedProfiles.named(name) == nil else { return }
        throw ValidationError(
            "no shipped profile named '\(PlainText.line(name))'",
            fix: UnknownName.fix(for: name, among: ShippedProfiles.all.map(\.name))
        )
    }

    /// A comment is broken into several; all else is YAML, whose lines mean something.
    private static func fitted(_ line: Substring, _ style: TextStyle) -> String {
        guard line.hasPrefix("# ") else { return String(line) }
        return style.within(style.width - 2).wrapped(String(line), indent: 0, startingAt: 0)
            .replacing("\n", with: "\n# ")
    }

    func run() async throws {
        guard let shipped = ShippedProfiles.named(name) else { return }
        let console = Console(noColor: true, variables: [:])
        // A file gets it as it is.
        guard Console.isTerminal(STDOUT_FILENO) else {
            return try console.output(String(decoding: shipped.text, as: UTF8.self))
        }
        let lines = String(decoding: shipped.text, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        try console.output(lines.map { Self.fitted($0, console.outputStyle) }.joined(separator: "\n"))
    }
}
