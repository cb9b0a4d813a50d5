internal import Reconciler
internal import ArgumentParser
internal import Planning

struct RotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Rotates what is due, and goes on with what was begun; for scheduled jobs.",
        discussion: """
            Does what needs nobody to look at it: rotations that are due, the rest of rotations that were interrupted, \
            ends for keys that were replaced, what the revocation list says, rows that were kept for long enough. New \
            identities, removals, replaced formats, shared keys and repairs are named and left for `keyturn apply`.

            What is due follows from the stores and the clock alone: a job that runs twice, late or not at all does no \
            harm. Asks only at a terminal.

            What policy refuses is left too, but for what keeps consumers from going dark: keys that end, and revoked ones.

            With --now the named identities are rotated whether they are due or not.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("Only these, such as prod/backend. Default: all.", valueName: "identity"))
    var identities: [IdentityAddress] = []

    @Flag(help: "Rotate the named identities now, due or not, in a window or not.")
    var now = false

    @Option(help: ArgumentHelp("Why, with --now or --override; shown in the plan.", valueName: "text"))
    var reason: String?

    @OptionGroup var overrides: Overrides

    @OptionGroup var metrics: MetricsOption

    @OptionGroup var confirmation: Confirmation

    func validate() throws {
        if now, identities.isEmpty { throw ValidationError("--now needs an identity such as prod/backend") }
        if reason != nil, !now, overrides.rules.isEmpty {
            throw ValidationError("--reason is for --now and --override: what is due needs none")
        }
        _ = try overrides.read(reason: reason)
        if !identities.isEmpty, !options.common.environments.isEmpty {
            throw ValidationError("an identity names its environment: leave out -e")
        }
        _ = try ReasonText.read(reason)
        _ = try confirmation.asks(options)
    }

    func run() async throws {
        let runner = Runner(options.common.choosing(identities), metrics: metrics.run("rotate"))
        let loaded = await runner.loadUsableFleet(with: identities)
        let mandate = Mandate(
            scope: .unattended,
            only: identities.isEmpty ? nil : Set(identities.map(\.address)),
            request: now ? .rotate(reason: try ReasonText.read(reason) ?? "by hand") : nil,
            override: try overrides.read(reason: reason)
        )
        let run = ApplyRun(runner: runner, loaded: loaded, verb: "rotate", mandate: mandate, format: options.format)
        try await run.run(asking: try confirmation.asks(options)).end(keeping: loaded)
    }
}
