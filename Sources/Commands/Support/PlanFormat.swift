internal import ArgumentParser
internal import Rendering

/// How a plan is written to standard output.
enum PlanFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case markdown
}

/// The flags of what prints a plan.
struct PlanFormatOptions: ParsableArguments {
    @Option(help: "How the plan is written to standard output: text, json or markdown.")
    var format = PlanFormat.text

    @Option(
        name: .customLong("max-bytes"),
        help: ArgumentHelp("With markdown: shorten the text to this many bytes, such as 60000.", valueName: "bytes")
    )
    var maxBytes: Int?

    func validate() throws {
        guard let maxBytes else { return }
        guard format == .markdown else {
            throw ValidationError(
                "--max-bytes requires --format markdown",
                fix: "add --format markdown, or leave out --max-bytes"
            )
        }
        guard maxBytes >= PlanMarkdown.leastBytes else {
            throw ValidationError(
                "--max-bytes must be at least \(PlanMarkdown.leastBytes)",
                fix: "write a larger number"
            )
        }
    }
}
