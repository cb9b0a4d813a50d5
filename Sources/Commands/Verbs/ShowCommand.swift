internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Rendering

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a saved plan.",
        discussion: """
            Reads only the file, neither the configuration nor a database.

            EXAMPLES
              keyturn show review.plan
              keyturn show review.plan --format markdown
            """
    )

    @Argument(help: ArgumentHelp("A file that keyturn plan --out wrote.", valueName: "file"))
    var file: String

    @OptionGroup var output: PlanFormatOptions

    @OptionGroup var detail: PlanDetailOptions

    @Flag(name: .customLong("no-color"), help: "No colour, as with NO_COLOR in the environment.")
    var noColor = false

    func run() async throws {
        let console = Console(noColor: noColor, variables: Runner.processVariables())
        let file = SavedPlanFile.readOrEnd(self.file, console: console, asJSON: output.format == .json)
        let saved = file.saved
        // Whoever shows a saved plan reviews it: what its changes do to keys and files is reported in full.
        let shown = PlanDetail(showsDiffs: detail.diff, showsAll: detail.all, isVerbose: true)
        switch output.format {
        case .text:
            let renderer = DiagnosticRenderer(sources: SourceTexts(), style: console.errorStyle)
            if !saved.plan.diagnostics.isEmpty { console.error(renderer.render(saved.plan.diagnostics)) }
            try console.show(
                PlanText(style: console.outputStyle, detail: shown).render(saved.plan) + "\n" + facts(of: file)
            )
        case .json: try console.output(PlanJSON.render(saved.plan))
        case .markdown:
            let approval = PlanApproval(path: self.file, digest: file.digest, holdsUntil: saved.holdsUntil)
            try console.output(PlanMarkdown.render(saved.plan, maxBytes: output.maxBytes, approval: approval))
        }
    }

    private func facts(of file: SavedPlanFile) -> String {
        let saved = file.saved
        return """
            Digest:  \(file.digest)
            Made:    \(saved.plan.now.iso8601) by keyturn \(PlainText.line(saved.version))
            Valid:   \(saved.holdsUntil.map { "until \($0.iso8601)" } ?? "until something changes")
            For:     \(saved.plan.environments.map(\.name).joined(separator: ", "))

            """ + (saved.note.map { "Note:    \(PlainText.line($0))\n" } ?? "")
    }
}
