internal import Diagnostics
internal import Planning
internal import Reconciler
internal import Rendering

/// Applies a saved plan as it was reviewed, or nothing.
struct SavedPlanRun {
    let runner: Runner
    let loaded: FleetLoader.Loaded
    let file: SavedPlanFile
    let format: OutputFormat

    func run() async throws -> ExitStatus {
        var objections: [String] = []
        let run = ApplyRun(
            runner: runner,
            loaded: loaded,
            verb: "apply",
            mandate: file.saved.plan.mandate,
            format: format,
            savedPlan: file.digest
        )
        let report = await run.carryOut(expectsObserved: true) { review in
            objections = file.saved.objections(
                to: review.plan,
                Pins(review.selected + review.compared),
                configuration: loaded.digests(),
                version: Keyturn.version
            )
            return objections.isEmpty
        }
        guard report.wasApproved else {
            let diagnostics = report.plan.diagnostics.filter(\.isError) + [stale(objections)] + report.told
            switch format {
            case .text: runner.tell(diagnostics, sources: loaded.sources)
            case .json:
                let result = OutcomeJSON.render([], plan: report.plan, diagnostics: diagnostics)
                try runner.console.output(result)
            }
            let status = ExitStatus(for: report.plan.diagnostics)
            return status == .lockHeld ? status : .failed
        }
        if format == .text, report.plan.isEmpty, !report.plan.owesCommands {
            try runner.console.show(PlanText(style: runner.console.outputStyle).summary(of: report.plan) + "\n")
        }
        return try await run.conclude(report).status
    }

    private func stale(_ objections: [String]) -> Diagnostic {
        var lines = objections.prefix(Self.limit).map { PlainText.line($0) }
        if objections.count > Self.limit { lines.append("and \(objections.count - Self.limit) more") }
        return Diagnostic(
            .error,
            CommandCode.planStale,
            "the saved plan is out of date; nothing was done",
            detail: lines.isEmpty ? nil : lines.joined(separator: "\n"),
            fix: "make a new plan and have it reviewed"
        )
    }

    /// At most this many objections are reported, then counted.
    private static let limit = 20
}
