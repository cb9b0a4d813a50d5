internal import Diagnostics
internal import Model
internal import State

/// Keys whose only trace in a second environment is a fragment that the run writes.
///
/// Writing it destroys the trace. Should the environment that the key belongs to not replace it then (because it fails,
/// or because this run leaves that to someone), no one would ever know that the key was seen elsewhere. So that
/// environment commits first; one that does not replace the key at all refuses the other.
enum OnlyTraces {
    private struct Dependency {
        let environment: String
        let holder: Address
        let key: Fingerprint
    }

    /// The plans with what each awaits, and those refused that await in vain.
    static func settle(
        _ plans: [EnvironmentPlan],
        of views: [EnvironmentView],
        _ sharedKeys: SharedKeys
    ) -> (plans: [EnvironmentPlan], diagnostics: [Diagnostic]) {
        let dependencies = find(plans, of: views, sharedKeys)
        guard !dependencies.isEmpty else { return (plans, []) }
        var plans = plans
        var diagnostics: [Diagnostic] = []
        var isSettled = false
        // One that is refused is awaited in vain itself.
        while !isSettled {
            isSettled = true
            for dependency in dependencies {
                guard let index = plans.firstIndex(where: { $0.name == dependency.environment }),
                    !plans[index].isRefused,
                    !plans.contains(where: { $0.replaces(dependency.key, of: dependency.holder) }),
                    let view = views.first(where: { $0.name == dependency.environment })
                else { continue }
                plans[index] = plans[index].refused()
                diagnostics.append(.traceWouldBeLost(dependency.key, of: dependency.holder, in: view))
                isSettled = false
            }
        }
        for (index, plan) in plans.enumerated() where !plan.isRefused {
            let awaited = dependencies.filter { $0.environment == plan.name }.map(\.holder.environment)
            plans[index].awaits = Set(awaited).sorted()
        }
        return (plans, diagnostics)
    }

    private static func find(
        _ plans: [EnvironmentPlan],
        of views: [EnvironmentView],
        _ sharedKeys: SharedKeys
    ) -> [Dependency] {
        guard !sharedKeys.places.isEmpty, plans.count > 1 else { return [] }
        let written = Dictionary(
            plans.map { ($0.name, Set($0.changes.lazy.flatMap(\.files).map(\.path))) },
            uniquingKeysWith: { first, _ in first }
        )
        return views.flatMap { holder in
            zip(holder.environment.identities, holder.keys.states).flatMap { identity, state -> [Dependency] in
                guard let key = state.current?.fingerprint,
                    let places = sharedKeys.places(of: key, outside: holder.name)
                else { return [] }
                return Dictionary(grouping: places, by: \.environment).compactMap { environment, places in
                    let files = places.compactMap { if case .file(let path) = $0.kind { path } else { nil } }
                    guard files.count == places.count, !(written[environment] ?? []).isDisjoint(with: files) else {
                        return nil
                    }
                    let address = Address(holder.name, identity.name)
                    return Dependency(environment: environment, holder: address, key: key)
                }
            }
        }.sorted { ($0.environment, $0.holder) < ($1.environment, $1.holder) }
    }
}

extension EnvironmentPlan {
    /// Also where the key is ended without a successor, since its identity is declared absent.
    fileprivate func replaces(_ key: Fingerprint, of holder: Address) -> Bool {
        changes.contains { $0.address == holder && $0.from == key && ($0.issuesKey || $0.reasons.contains(.absent)) }
    }
}

extension Diagnostic {
    fileprivate static func traceWouldBeLost(
        _ key: Fingerprint,
        of holder: Address,
        in view: EnvironmentView
    ) -> Diagnostic {
        Diagnostic(
            .error,
            PlanningCode.traceWouldBeLost,
            "a fragment of \(view.name) holds the key \(key) of \(holder), which this run does not replace",
            detail: "Writing the fragment would destroy the only trace of its being known in \(view.name).",
            fix: "run keyturn apply for both, so that the key is replaced: -e \(view.name) -e \(holder.environment)",
            at: view.environment.outputLocation,
            address: view.name
        )
    }
}
