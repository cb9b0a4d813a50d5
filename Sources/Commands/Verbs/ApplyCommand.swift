internal import ArgumentParser
internal import Planning

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carries out the plan: issues, delivers, retires.",
        discussion: """
            Shows the plan and asks first. Where there is no terminal to ask on, --yes is needed. What was shown is what \
            is done: if anything changed meanwhile, nothing is.

            Several environments are worked on side by side, and one that fails does not stop the others. A run that \
            was killed, wherever it was, is continued by the next one.
            """
    )

    @OptionGroup var options: GlobalOptions

    @OptionGroup var confirmation: Confirmation

    @OptionGroup var overrides: Overrides

    @Option(help: ArgumentHelp("Why, with --override; shown in the plan.", valueName: "text"))
    var reason: String?

    func validate() throws {
        if reason != nil, overrides.rules.isEmpty { throw ValidationError("--reason is for --override") }
        _ = try overrides.read(reason: reason)
        guard !confirmation.yes else { return }
        if options.format == .json { throw ValidationError("--format json needs --yes: there is nobody to ask") }
        if !Confirmation.isPossible {
            throw ValidationError("there is no terminal to ask on: look at `keyturn plan`, then apply with --yes")
        }
    }

    func run() async throws {
        let runner = Runner(options.common)
        let loaded = await runner.loadUsableFleet()
        let mandate = Mandate(scope: .everything, override: try overrides.read(reason: reason))
        let run = ApplyRun(runner: runner, loaded: loaded, verb: "apply", mandate: mandate, format: options.format)
        try await run.run(asking: !confirmation.yes).end(keeping: loaded)
    }
}
