internal import Schedule
internal import Reconciler
internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Rendering

struct ScheduleShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows when each identity's key is rotated next.",
        discussion: """
            Computed from the keys in the databases, the declared schedules and the clock. With --until, also the \
            rotations after those, as if each happened as early as possible.

            EXAMPLES
              keyturn schedule show
              keyturn schedule show -e prod --until 2027-12-31
            """
    )

    @Option(
        help: ArgumentHelp(
            "All rotations until then (at most 1,000 of one identity): 2026-12-31, or 2026-12-31T06:00:00Z.",
            valueName: "date"
        ),
        transform: MomentText.end
    )
    var until: Instant?

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadUsableFleet(skippingUnset: true)
        let review = await runner.review(loaded.fleet)
        let plan = review.plan
        let rotations = UpcomingRotation.all(in: review.selected, until: until, now: plan.now)
        switch result.format {
        case .text:
            runner.tell(plan.diagnostics.filter(\.isError), sources: loaded.sources)
            let text = ScheduleText(style: runner.console.outputStyle)
            try runner.console.show(text.render(rotations, now: plan.now))
        case .json: try runner.console.output(ScheduleJSON.render(rotations, plan: plan))
        }
        ExitStatus(for: plan.diagnostics).end(keeping: loaded, review)
    }
}
