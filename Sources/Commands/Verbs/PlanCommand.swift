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

            Rules of _policy.yaml judge the declarations, the plan and what was found. In an environment that one of them \
            refuses nothing is done (exit code 3), unless --override passes over it.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: PlanFormatOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var detailedExitCode = false

    @OptionGroup var overrides: Overrides

    @Option(help: ArgumentHelp("Why, with --override; shown in the plan.", valueName: "text"))
    var reason: String?

    func validate() throws {
        if reason != nil, overrides.rules.isEmpty { throw ValidationError("--reason is for --override") }
        _ = try overrides.read(reason: reason)
    }

    func run() async throws {
        let runner = Runner(common)
        let loaded = await runner.loadUsableFleet()
        let mandate = Mandate(scope: .everything, override: try overrides.read(reason: reason))
        let review = await runner.review(loaded.fleet, mandate)
        let plan = review.detailed
        switch output.format {
        case .text:
            runner.tell(plan.diagnostics, sources: loaded.sources)
            try runner.console.output(PlanText(style: runner.console.outputStyle).render(plan))
        case .json:
            try runner.console.output(PlanJSON.renderWithDeclarations(plan).pretty + "\n")
        case .markdown: try runner.console.output(PlanMarkdown.render(plan, maxBytes: output.maxBytes))
        }
        var status = ExitStatus(for: plan.diagnostics)
        if status == .done, detailedExitCode, !plan.isEmpty { status = .changesPending }
        status.end(keeping: loaded, review)
    }
}
