internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Rendering

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a saved plan.",
        discussion: "Reads the file alone: neither the configuration nor a store."
    )

    @Argument(help: ArgumentHelp("A file that keyturn plan --out wrote.", valueName: "file"))
    var file: String

    @OptionGroup var output: PlanFormatOptions

    @Flag(name: .customLong("no-color"), help: "No colour, as with NO_COLOR in the environment.")
    var noColor = false

    func run() async throws {
        let console = Console(noColor: noColor, variables: Runner.processVariables())
        let file = SavedPlanFile.readOrEnd(self.file, console: console, asJSON: output.format == .json)
        let saved = file.saved
        switch output.format {
        case .text:
            let renderer = DiagnosticRenderer(sources: SourceTexts(), style: console.errorStyle)
            if !saved.plan.diagnostics.isEmpty { console.error(renderer.render(saved.plan.diagnostics)) }
            try console.output(PlanText(style: console.outputStyle).render(saved.plan) + "\n" + facts(of: file))
        case .json: try console.output(PlanJSON.render(saved.plan).pretty + "\n")
        case .markdown: try console.output(PlanMarkdown.render(saved.plan, maxBytes: output.maxBytes))
        }
    }

    private func facts(of file: SavedPlanFile) -> String {
        let saved = file.saved
        return """
            Digest:  \(file.digest)
            Made:    \(saved.plan.now.iso8601) by keyturn \(PlainText.line(saved.version))
            Holds:   \(saved.holdsUntil.map { "until \($0.iso8601)" } ?? "until something changes")
            For:     \(saved.plan.environments.map(\.name).joined(separator: ", "))

            """ + (saved.note.map { "Note:    \(PlainText.line($0))\n" } ?? "")
    }
}
