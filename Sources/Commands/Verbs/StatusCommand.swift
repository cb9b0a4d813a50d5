internal import ArgumentParser
internal import Diagnostics
internal import Fragments
internal import Planning
internal import Reconciler
internal import Rendering

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows every identity: fingerprint, age, next rotation, last use, delivered or not.",
        discussion: """
            With --check for health checks and monitors: exits with 1 when an identity has no live key, a file does \
            not hold its current key or cannot be read, a rotation is overdue by more than two runs of the scheduled \
            job, a key expires within a week and is not replaced before, an old key that expires is still in use, or a \
            new key was not seen in use by its deadline. What is only due, or waits as declared, passes.

            EXAMPLES
              keyturn status
              keyturn status 'prod/*' --all
              keyturn status --check --quiet
            """
    )

    @OptionGroup var addresses: AddressOptions

    @OptionGroup var metrics: MetricsOption

    @Flag(
        help: "Also list live keys of declared owners under names that no identity declares, and what is `forgotten`."
    )
    var all = false

    @Flag(
        help:
            "Exit with 1 when anything is overdue, not delivered, about to expire, shared, or not in use by its deadline."
    )
    var check = false

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        _ = try options.choosing(addresses.selection)
        if metrics.path != nil, addresses.addresses.contains(where: { !$0.isWhole }) {
            throw ValidationError("--metrics-file reports whole environments", fix: "leave out the identity")
        }
    }

    func run() async throws {
        let selection = addresses.selection
        let runner = Runner(try options.choosing(selection), metrics: metrics.run("status"))
        let loaded = await runner.loadUsableFleet(of: selection, skippingUnset: true)
        let review = await runner.review(loaded.fleet)
        let plan = review.plan
        let statuses = review.statuses.filter { selection.includes($0.address) }
        let diagnostics = plan.diagnostics.filter(selection.concerns)
        let minutes = JobInterval.minutes(for: loaded.fleet.selected.map(\.environment))
        let judge = StatusCheck(now: plan.now, grace: .seconds(minutes * 2 * 60))
        let failures = check ? judge.failures(of: statuses) + judge.failures(of: plan).filter(selection.concerns) : []
        switch result.format {
        case .text:
            runner.tell(diagnostics + failures, sources: loaded.sources)
            try runner.console.show(
                StatusText(style: runner.console.outputStyle).render(
                    statuses,
                    unmanaged: all ? plan.environments.flatMap(\.unmanaged) : [],
                    orphans: plan.environments.map(\.orphans.told),
                    forgotten: all ? plan.environments.map(\.orphans.forgotten) : [],
                    provenance: plan.provenance,
                    now: plan.now,
                    isQuiet: options.quiet
                )
            )
        case .json:
            try runner.console.output(StatusJSON.render(statuses, plan: plan, all: all, failures: failures))
        }
        runner.record(
            loaded,
            statuses: statuses,
            clocks: plan.clocks,
            orphans: plan.orphans,
            provenance: plan.provenance,
            plan.diagnostics
        )
        ExitStatus(for: diagnostics + failures).end(keeping: loaded, review, statuses)
    }
}
