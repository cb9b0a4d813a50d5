internal import Fragments
internal import Model
package import State

extension Plan {
    /// The same with those changes alone that are drift (``Cause``), for review: never to be applied.
    ///
    /// `views` are what it was made from, in the order of its environments. What was found is in it whole: errors,
    /// warnings, unmanaged keys, what could not be compared.
    package func driftOnly(by views: [EnvironmentView]) -> Plan {
        var plan = self
        for (index, view) in zip(plan.environments.indices, views) {
            plan.environments[index] = environments[index].driftOnly(in: view)
        }
        plan.leftOut = changes.count - plan.changes.count
        return plan
    }
}

extension EnvironmentPlan {
    fileprivate func driftOnly(in view: EnvironmentView) -> EnvironmentPlan {
        let files = DriftedFiles(in: view)
        let isDrift = { (change: Change) in
            let name = change.address.identity ?? ""
            return change.cause(
                hasFindings: files.found.contains(name),
                hasUnknownKeys: files.unknown.contains(name)
            ) == .drift
        }
        var plan = self
        plan.changes = changes.filter(isDrift)
        plan.left = left.filter(isDrift)
        let identities = Set(plan.changes.compactMap(\.address.identity))
        plan.announcements = announcements.filter { !identities.isDisjoint(with: $0.names) }
        let paths = Set(plan.changes.flatMap(\.files).map(\.path))
        plan.diffs = diffs.filter { paths.contains($0.path) }
        return plan
    }
}

/// The identities, by name, whose files are not as they should be.
private struct DriftedFiles {
    private(set) var found: Set<String> = []

    /// Those whose files hold keys that no row of the environment knows.
    private(set) var unknown: Set<String> = []

    init(in view: EnvironmentView) {
        let names = view.environment.identities.map(\.name)
        let known = view.observed.store.fingerprints
        for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
            found.formUnion(inspection.findings.map { names[$0.identity] })
            guard !known.isSuperset(of: inspection.keys) else { continue }
            unknown.formUnion(fragment.identities.map { names[$0] })
        }
    }
}
