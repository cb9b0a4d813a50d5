internal import Delivery
package import Diagnostics
internal import Fragments
package import Model
package import Planning
package import State
internal import Stores

extension Reconciler {
    /// What a look at a fleet found.
    package struct Inspection: Sendable {
        package let now: Instant

        /// Of every environment that could be looked at: those that were chosen, then the others.
        package let views: [EnvironmentView]
        package let notCompared: [NotCompared]
        package let diagnostics: [Diagnostic]
    }

    /// Looks at every environment of a fleet, plans nothing, writes nothing and takes no lock.
    package func inspect(_ fleet: Fleet) async -> Inspection {
        let sites = (fleet.selected + fleet.others).map(opener.open)
        let now = clock.now()
        let results = await Gathering(of: fleet, now: now, clock: clock, progress: progress)
            .gather(sites)
        await close(sites)
        seen.insert(results.compactMap { try? $0.get() })
        var views: [EnvironmentView] = []
        var notCompared = fleet.notCompared
        var diagnostics = fleet.diagnostics + fleet.notCompared.map { .notCompared($0) }
        for (site, result) in zip(sites, results) {
            switch result {
            case .success(let view):
                // A folder that cannot be read holds no one knows what.
                let problems = view.observed.folder.problems.filter(\.hidesFiles)
                diagnostics += problems + view.observed.otherFiles.problems
                if let problem = problems.first {
                    notCompared.append(NotCompared(environment: site.name, reason: problem.summary))
                } else {
                    views.append(view)
                }
            case .failure(let error):
                notCompared.append(
                    NotCompared(environment: site.name, reason: error.reason(in: site.layout.environment))
                )
                diagnostics += error.diagnostics(for: site.layout.environment)
            }
        }
        // What another database holds says nothing of this environment.
        let names = Set(fleet.selected.map(\.environment.name))
        diagnostics += Planner.unknownKeys(
            in: views.filter { names.contains($0.name) },
            comparedWith: views,
            revoked: fleet.revoked
        ).filter { $0.severity == .error }
        return Inspection(now: now, views: views, notCompared: notCompared, diagnostics: diagnostics)
    }
}

extension Diagnostic {
    fileprivate var hidesFiles: Bool {
        [DeliveryCode.outputFolder, .unreadable].contains { $0.rawValue == code }
    }

    fileprivate static func notCompared(_ environment: NotCompared) -> Diagnostic {
        Diagnostic(
            .error,
            ReconcilerCode.notCompared,
            "\(environment.environment) could not be compared: \(PlainText.line(environment.reason))",
            detail: "A key shared with it would go unnoticed.",
            fix: "fix that, then run the command again",
            address: environment.environment
        )
    }
}
