internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Reconciler
internal import Rendering

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what apply would do, and why.",
        discussion: """
            Looks at the stores and the fragments of every environment and writes nothing. Environments that were not \
            chosen with -e are looked at too, to see whether a key is shared with them.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: PlanFormatOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var detailedExitCode = false

    func run() async throws {
        let runner = Runner(common)
        let loaded = await runner.loadUsableFleet()
        let review = await runner.review(loaded.fleet)
        let plan = review.detailed
        switch output.format {
        case .text:
            runner.tell(plan.diagnostics, sources: loaded.sources)
            try runner.console.output(PlanText(style: runner.console.outputStyle).render(plan))
        case .json:
            try runner.console.output(PlanJSON.render(plan).pretty + "\n")
        case .markdown: try runner.console.output(PlanMarkdown.render(plan, maxBytes: output.maxBytes))
        }
        var status = ExitStatus(for: plan.diagnostics)
        if status == .done, detailedExitCode, !plan.isEmpty { status = .changesPending }
        status.end(keeping: loaded, review)
    }
}
