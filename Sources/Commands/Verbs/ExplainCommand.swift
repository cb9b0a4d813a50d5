internal import ArgumentParser
internal import Diagnostics

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explains a diagnostic code, a field, a policy rule, a check or an action.",
        discussion: """
            Offline, from the texts of the reference.

            EXAMPLES
              keyturn explain parallel-key
              keyturn explain rotation.overlap
              keyturn explain replace
            """
    )

    @Argument(help: ArgumentHelp("A code, field, rule, check or action.", valueName: "name"))
    var name: String

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let runner = Runner(options)
        let name = Explanation.name(in: name)
        let found = Explanation.all(of: name)
        guard !found.isEmpty else {
            let near = NearestName.of(name, among: Explanation.names)
            UsageError(
                "no code, field, rule, check or action is named '\(PlainText.line(name))'",
                fix: near.map { "did you mean \($0)?" }
                    ?? "name a code as it is printed in brackets, or a field such as rotation.overlap"
            ).end(runner.console)
        }
        switch result.format {
        case .text:
            let style = runner.console.outputStyle
            let texts = found.map { explanation in
                style.paint(explanation.name, .bold) + "  \(explanation.kind)\n  "
                    + style.wrapped(explanation.text, indent: 2, startingAt: 2) + "\n"
            }
            try runner.console.show(texts.joined(separator: "\n"))
        case .json:
            let json: JSONText = [
                "format_version": "1.0",
                "explanations": .array(
                    found.map { ["name": .string($0.name), "kind": .string($0.kind), "text": .string($0.text)] }
                ),
            ]
            try runner.console.output(json)
        }
    }
}
