internal import Diagnostics
internal import Model
internal import Planning
internal import Reconciler
internal import Rendering
internal import Verification

/// A command that is measured.
struct MetricsRun {
    let sinks: [any MetricsSink]
    let command: String
    let start: ContinuousClock.Instant
}

/// Where metrics go.
protocol MetricsSink {
    /// Takes over what earlier runs told, as far as it still holds.
    ///
    /// - Returns: what went wrong, as a warning: metrics never make a run fail.
    func write(_ metrics: RunMetrics) -> Diagnostic?
}

extension Runner {
    /// Leaves metrics of this run, where they are wanted; a warning says where that fails.
    ///
    /// `statuses`: how the identities stand now; nil where they were not looked at. `checklists`, `orphans`, `provenance`: likewise.
    func record(
        _ loaded: FleetLoader.Loaded,
        statuses: @autoclosure () -> [IdentityStatus]?,
        checklists: [Checklist]? = nil,
        clocks: [String: ClockDifference] = [:],
        orphans: [String: Orphans]? = nil,
        provenance: [String: Provenance]? = nil,
        _ diagnostics: [Diagnostic]
    ) {
        guard let metrics else { return }
        let run = RunMetrics(
            command: metrics.command,
            version: Keyturn.version,
            now: SystemClock().now(),
            duration: metrics.start.duration(to: .now),
            selected: loaded.names.filter(options.selects),
            declared: loaded.names,
            statuses: statuses(),
            checklists: checklists,
            orphans: orphans,
            provenance: provenance,
            diagnostics: diagnostics,
            clocks: clocks
        )
        tell(metrics.sinks.compactMap { $0.write(run) }, sources: loaded.sources)
    }
}

extension Reconciler.Review {
    /// How every identity of the selected environments stands, in their order.
    var statuses: [IdentityStatus] {
        zip(selected, plan.environments).flatMap { view, environment in
            IdentityStatus.all(
                in: view,
                plan: environment,
                provenance: plan.provenance[environment.name] ?? Provenance(),
                now: plan.now
            )
        }
    }
}
