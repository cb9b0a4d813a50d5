internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Reconciler
internal import Rendering

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows every identity: fingerprint, age, next rotation, last use, delivered or not."
    )

    @OptionGroup var options: GlobalOptions

    @OptionGroup var metrics: MetricsOption

    @Flag(
        help: "Also list live keys of declared owners under names that no identity declares, and what is `forgotten`."
    )
    var all = false

    func run() async throws {
        let runner = Runner(options.common, metrics: metrics.run("status"))
        let loaded = await runner.loadUsableFleet()
        let review = await runner.review(loaded.fleet)
        let plan = review.plan
        let statuses = review.statuses
        switch options.format {
        case .text:
            runner.tell(plan.diagnostics, sources: loaded.sources)
            try runner.console.output(
                StatusText(style: runner.console.outputStyle).render(
                    statuses,
                    unmanaged: all ? plan.environments.flatMap(\.unmanaged) : [],
                    orphans: plan.environments.map(\.orphans.told),
                    forgotten: all ? plan.environments.map(\.orphans.forgotten) : [],
                    now: plan.now
                )
            )
        case .json:
            try runner.console.output(StatusJSON.render(statuses, plan: plan, all: all).pretty + "\n")
        }
        runner.record(
            loaded,
            statuses: statuses,
            clocks: plan.clocks,
            orphans: plan.orphans,
            plan.diagnostics
        )
        ExitStatus(for: plan.diagnostics).end(keeping: loaded, review, statuses)
    }
}
