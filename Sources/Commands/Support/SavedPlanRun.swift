internal import Diagnostics
internal import Planning
internal import Reconciler
internal import Rendering

/// Carries out a saved plan as it was reviewed, or nothing.
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
                configuration: loaded.digests,
                version: Keyturn.version
            )
            return objections.isEmpty
        }
        guard report.wasApproved else {
            runner.tell(report.plan.diagnostics.filter(\.isError), sources: loaded.sources)
            runner.console.error("error: the saved plan does not hold any more\n")
            for objection in objections.prefix(Self.limit) { runner.console.error("  \(PlainText.line(objection))\n") }
            if objections.count > Self.limit { runner.console.error("  and \(objections.count - Self.limit) more\n") }
            runner.console.error("Nothing was done. Make a new plan and have it reviewed.\n")
            let status = ExitStatus(for: report.plan.diagnostics)
            return status == .lockHeld ? status : .failed
        }
        return try await run.conclude(report)
    }

    /// At most this many objections are told, then counted.
    private static let limit = 20
}
