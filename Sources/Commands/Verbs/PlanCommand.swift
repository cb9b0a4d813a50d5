internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Reconciler
internal import Redaction
internal import Rendering

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what apply would do, and why.",
        discussion: """
            Reads the databases and the fragments of every environment and writes nothing. Environments that were not \
            chosen with -e are read too, to see whether a key is shared with them.

            The rules of _policy.yaml judge the declarations, the plan and what was found. Where a rule refuses, \
            nothing is done in that environment (exit code 3), unless --override ignores the rule.

            With --drift-only, shows only what was changed outside Keyturn: rows and files that differ from what was \
            declared or delivered, not what a schedule or a new declaration asks for. Exit codes are about that alone. \
            Keyturn keeps no state, so a missing file and a newly declared one look the same; both are shown.

            With --at, shows what apply would do at a time in the future if nothing were done until then. See forecast \
            for what follows step by step.

            EXAMPLES
              keyturn plan
              keyturn plan prod/backend --diff
              keyturn plan --out review.plan --note "keys of March"
              keyturn plan --format markdown --detailed-exitcode
            """
    )

    @OptionGroup var output: PlanFormatOptions
    @OptionGroup var detail: PlanDetailOptions
    @OptionGroup var addresses: AddressOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var detailedExitCode = false

    @Flag(
        name: .customLong("drift-only"),
        help: "Show only what differs from what was declared or delivered, not what is due or newly declared."
    )
    var driftOnly = false

    @OptionGroup var metrics: MetricsOption

    @OptionGroup var overrides: Overrides

    @OptionGroup var reissue: ReissueOption

    @Option(help: ArgumentHelp("Why, with --override; shown in the plan.", valueName: "text"))
    var reason: String?

    @Option(
        help: ArgumentHelp("Plan as if it were then: 2027-01-01, or 2027-01-01T03:00Z.", valueName: "time"),
        transform: MomentText.moment
    )
    var at: Instant?

    @Option(help: ArgumentHelp("Save the plan to this file, for keyturn apply FILE.", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("A note to save with the plan: who made it, and why.", valueName: "text"))
    var note: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if metrics.path != nil, at != nil {
            throw ValidationError("--metrics-file reports the present, not a later time", fix: "leave out --at")
        }
        if driftOnly, out != nil { throw ValidationError("--out saves a whole plan", fix: "leave out --drift-only") }
        if driftOnly, at != nil {
            throw ValidationError("--drift-only reports the present, not a later time", fix: "leave out --at")
        }
        if note != nil, out == nil {
            throw ValidationError("--note requires --out", fix: "add --out FILE, or leave out --note")
        }
        if out != nil, at != nil { throw ValidationError("--out saves a plan for now", fix: "leave out --at") }
        if reason != nil, overrides.rules.isEmpty {
            throw ValidationError(
                "--reason requires --override",
                fix: "leave out --reason, or name the rule with --override"
            )
        }
        _ = try overrides.read(reason: reason)
        _ = try common.choosing(addresses.selection)
        guard let at, at < SystemClock().now() else { return }
        throw ValidationError("--at must be in the future", fix: "write a later time, such as 2027-12-31")
    }

    func run() async throws {
        let selection = addresses.selection
        let runner = Runner(try common.choosing(selection), metrics: metrics.run("plan"))
        let loaded = await runner.loadUsableFleet(of: selection, skippingUnset: true)
        runner.check(reissue.named, in: loaded)
        let mandate = Mandate(
            scope: .everything,
            only: selection.identities(of: loaded),
            reissue: reissue.value,
            override: try overrides.read(reason: reason)
        )
        let observedAt = SystemClock().now()
        let clock: any WallClock = at.map { StoppedClock(at: $0) } ?? SystemClock()
        let review = await runner.review(loaded.fleet, mandate, clock: clock)
        // The lines of files cost as much as all the rest: they are looked for where they are shown or saved.
        let showsLines = out != nil || output.format != .text || detail.diff
        let detailed = showsLines ? await review.detailed() : review.plan
        let plan = driftOnly ? detailed.driftOnly(by: review.selected) : detailed
        let whatIf = at.map { _ in WhatIf(plan, observedAt: observedAt) }
        // Of what is there now: no part of a plan for later, and of none that is saved.
        let inGit = at == nil && !driftOnly ? await KeysInGit(runner, review.selected + review.compared).warnings() : []
        let shown = plan.telling(inGit)
        let saved = out.map { save(review, plan, loaded, to: $0, runner) }
        switch output.format {
        case .text:
            runner.tell(shown.diagnostics, sources: loaded.sources)
            let style = runner.console.outputStyle
            let detail = self.detail.detail(common)
            try runner.console.show(
                whatIf?.text(style: style, detail: detail) ?? PlanText(style: style, detail: detail).render(shown)
            )
        case .json:
            try runner.console.output(whatIf?.json ?? PlanJSON.renderWithDeclarations(shown))
        case .markdown:
            let head = whatIf.map { $0.words + "\n\n" } ?? ""
            let room = output.maxBytes.map { $0 - head.utf8.count }
            try runner.console.output(head + PlanMarkdown.render(shown, maxBytes: room, approval: saved))
        }
        var status = ExitStatus(for: plan.diagnostics)
        runner.record(loaded, statuses: review.statuses, clocks: plan.clocks, plan.diagnostics)
        if let out, let saved {
            runner.console.error(
                "Saved to \(PlainText.line(out)) (digest \(saved.digest.prefix(12))…). Details: keyturn show "
                    + "\(PlainText.line(out))\n"
            )
        }
        if status == .done, detailedExitCode, !plan.isEmpty || plan.owesCommands || plan.owesRevocations {
            status = .changesPending
        }
        status.end(keeping: loaded, review)
    }

    private func save(
        _ review: Reconciler.Review,
        _ plan: Plan,
        _ loaded: FleetLoader.Loaded,
        to path: String,
        _ runner: Runner
    ) -> PlanApproval {
        let views = review.selected + review.compared
        let saved = SavedPlan(
            version: Keyturn.version,
            configuration: loaded.digests(),
            pins: Pins(views),
            holdsUntil: plan.holdsUntil(views),
            note: note.map { ArgumentMask.masked(SecretMask.masked($0)) },
            plan: plan
        )
        do {
            let file = try SavedPlanFile(saved)
            try file.write(to: path)
            return PlanApproval(path: path, digest: file.digest, holdsUntil: saved.holdsUntil)
        } catch {
            (error as? SavedPlanProblem ?? .unwritable(path, "\(error)")).end(runner.console, asJSON: false)
        }
    }
}
