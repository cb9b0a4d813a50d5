internal import Reconciler
internal import ArgumentParser
internal import Planning
internal import Serving

struct RotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Rotates keys that are due and resumes interrupted rotations; for scheduled jobs.",
        discussion: """
            Does only what needs no review: due rotations, interrupted rotations, the expiry of replaced keys, keys of the \
            revocation list, rows whose retention is over. New identities, removals, replaced formats, shared \
            keys and repairs are listed and left for `keyturn apply`.

            What is due follows only from the databases and the clock: a job that runs twice, late or not at all does \
            no harm. Asks only at a terminal.

            What policy refuses is left too, except for what prevents an outage: keys that are about to expire, and \
            revoked ones.

            With --now it rotates the identities that are named, whether they are due or not: one, or all of an \
            environment.

            With --every it stays in the foreground and runs again whenever something is due, at the latest after that \
            interval; it never asks. SIGTERM ends it after the current run, SIGHUP makes it read the configuration \
            again. --listen answers /metrics for Prometheus and /healthz (200 while the last run succeeded and is \
            younger than three intervals).

            EXAMPLES
              keyturn rotate --yes
              keyturn rotate prod
              keyturn rotate prod/backend --now --reason "drill"
              keyturn rotate --every 15m --listen 127.0.0.1:9187
            """
    )

    @OptionGroup var detail: PlanDetailOptions

    @OptionGroup var addresses: AddressOptions

    @Flag(help: "Rotate the named identities now, due or not, in a window or not.")
    var now = false

    @Option(help: ArgumentHelp("Why, with --now or --override; shown in the plan.", valueName: "text"))
    var reason: String?

    @Option(
        help: ArgumentHelp("Stay in the foreground and run again after this interval: 15m, 1h.", valueName: "duration"),
        transform: declaredDuration
    )
    var every: Duration?

    @Option(
        help: ArgumentHelp("With --every: answer /metrics and /healthz there: 127.0.0.1:9187.", valueName: "address"),
        transform: listenAddress
    )
    var listen: ListenAddress?

    @OptionGroup var overrides: Overrides

    @OptionGroup var metrics: MetricsOption

    @OptionGroup var confirmation: Confirmation

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if now, addresses.addresses.isEmpty {
            throw ValidationError(
                "--now needs an address",
                fix: "write keyturn rotate prod/backend --now"
            )
        }
        if reason != nil, !now, overrides.rules.isEmpty {
            throw ValidationError(
                "--reason requires --now or --override",
                fix: "leave out --reason: a rotation that is due needs none"
            )
        }
        if every != nil, now { throw ValidationError("--now rotates once", fix: "leave out --every") }
        if listen != nil, every == nil {
            throw ValidationError(
                "--listen requires --every",
                fix: "add --every 15m, or leave out --listen"
            )
        }
        _ = try overrides.read(reason: reason)
        _ = try options.choosing(addresses.selection)
        _ = try ReasonText.read(reason)
        _ = try confirmation.asks(result.format)
    }

    func run() async throws {
        let selection = addresses.selection
        let common = try options.choosing(selection)
        let request = now ? Mandate.Request.rotate(reason: try ReasonText.read(reason) ?? "by hand") : nil
        let override = try overrides.read(reason: reason)
        let format = result.format
        let makeRun = { @Sendable (runner: Runner, loaded: FleetLoader.Loaded) in
            let mandate = Mandate(
                scope: .unattended,
                only: selection.identities(of: loaded),
                request: request,
                override: override
            )
            return ApplyRun(runner: runner, loaded: loaded, verb: "rotate", mandate: mandate, format: format)
        }
        if let every {
            let service = RotationService(every: every, listeningOn: listen, common, selection, metrics, run: makeRun)
            try await service.start().end(keeping: service)
        }
        let runner = Runner(common, metrics: metrics.run("rotate"))
        let loaded = await runner.loadUsableFleet(of: selection, skippingUnset: selection.patterns.isEmpty)
        var run = makeRun(runner, loaded)
        run.detail = detail.detail(options)
        try await run.run(asking: try confirmation.asks(result.format)).end(keeping: loaded)
    }
}

@Sendable private func listenAddress(_ text: String) throws -> ListenAddress {
    guard let address = ListenAddress(text) else {
        throw ValidationError("expected an IP address and a port, such as 127.0.0.1:9187 or [::1]:9187")
    }
    return address
}
