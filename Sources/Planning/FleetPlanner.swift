internal import Diagnostics
internal import Fragments
internal import Model
internal import Schedule
package import State

/// Plans several environments in three steps: what they know of each other, each by itself, and what follows from all.
///
/// The second step is most of the work, and may be done for all environments at once:
///
///     let planner = FleetPlanner(selected, comparedWith: others, situation)
///     let plan = planner.plan(await sideBySide(planner.parts) { $0.planned() })
package struct FleetPlanner: Sendable {
    private let selected: [EnvironmentView]
    private let others: [EnvironmentView]
    private let all: [EnvironmentView]
    private let sharedKeys: SharedKeys
    private let replicas: ReplicatedDatabases
    private let situation: Situation

    /// What is reported before any environment is planned.
    private let diagnostics: [Diagnostic]

    /// One for each selected environment, in their order.
    package let parts: [Part]

    /// An environment that is ready to be planned.
    package struct Part: Sendable {
        fileprivate let planner: EnvironmentPlanner

        package func planned() -> Planned {
            var planner = planner
            let plan = planner.plan()
            return Planned(plan: plan, diagnostics: planner.diagnostics)
        }
    }

    /// An environment's own plan, which what other environments hold may still change.
    package struct Planned: Sendable {
        fileprivate let plan: EnvironmentPlan
        fileprivate let diagnostics: [Diagnostic]
    }

    /// Compares the environments, ordered by name; the `others` are only compared.
    package init(_ selected: [EnvironmentView], comparedWith others: [EnvironmentView], _ situation: Situation) {
        let all = (selected + others).sorted { $0.name < $1.name }
        let sharedKeys = SharedKeys(among: all, now: situation.now)
        let replicas = ReplicatedDatabases(all, sharedKeys)
        let acrossEnvironments =
            SeparatePlaces.check(all, situation.policy)
            + replicas.diagnostics
            + OutsideSelection.check(selected: selected, others: others, sharedKeys, situation.mandate)

        let writtenKeys = WrittenKeys(situation, all)
        var situation = situation
        situation.mandate = writtenKeys.mandate
        let unknownKeys = ExplainedKeys.unknown(in: all, situation.revoked)
        parts = selected.map { [situation] view in
            var planner = EnvironmentPlanner(view: view, sharedKeys: sharedKeys, situation)
            planner.isReplica = replicas.isReplica(view.name)
            planner.isStopped = writtenKeys.stop(view.name) || planner.isReplica
            planner.doubt = StoreDoubt(unknownKeys[view.name] ?? .none, in: view, situation.mandate)
            planner.diagnostics += acrossEnvironments.filter { $0.address == view.name }
            return Part(planner: planner)
        }
        self.selected = selected
        self.others = others
        self.all = all
        self.sharedKeys = sharedKeys
        self.replicas = replicas
        self.situation = situation
        diagnostics = situation.diagnostics + situation.policy.advice + writtenKeys.diagnostics
    }

    /// The plan of all environments from what each part gave, in their order.
    package func plan(_ planned: [Planned]) -> Plan {
        var environments = planned.map(\.plan)
        var diagnostics = diagnostics + planned.flatMap(\.diagnostics)
        var policy = PolicyJudge.judge(environments, of: selected, comparedWith: others, sharedKeys, situation)
        let enforcement = PolicyEnforcement(policy, on: environments, of: selected, situation)
        environments = enforcement.plans
        policy.held = enforcement.held
        diagnostics +=
            policy.diagnostics(situation.policy.policy, refuses: situation.mandate.revocation == nil)
            + enforcement.diagnostics
        // A key that is revoked by hand does not wait for another environment.
        if situation.mandate.revocation == nil {
            let settled = OnlyTraces.settle(environments, of: selected, sharedKeys)
            environments = settled.plans
            diagnostics += settled.diagnostics
        }
        diagnostics += UnseenRevocations.check(selected, among: all, situation.revoked, now: situation.now)
        // An unattended run replaces no shared key: it names the replacement as left.
        if situation.mandate.scope == .everything {
            diagnostics += RemainingPlaces.check(selected, sharedKeys, environments)
            diagnostics += UndeclaredSharing.check(selected, sharedKeys)
            diagnostics += CopiedRows.check(selected.filter { !replicas.isReplica($0.name) }, sharedKeys)
        }
        let watched = WatchedCredentials(selected, comparedWith: others, sharedKeys, situation)
        diagnostics += watched.diagnostics
        return Plan(
            now: situation.now,
            mandate: situation.mandate,
            environments: environments,
            notCompared: (situation.notCompared + watched.notCompared).sorted { $0.environment < $1.environment },
            ending: Self.endingKeys(selected, environments, sharedKeys, now: situation.now),
            watched: watched.statuses,
            pairs: replicas.marked(IsolationPair.all(of: all.map(\.name), sharedKeys)).filter { !$0.isEmpty },
            diagnostics: diagnostics,
            policy: policy,
            declared: selected.map(\.environment),
            transports: Dictionary(
                selected.map { ($0.name, $0.observed.store.transport) },
                uniquingKeysWith: { first, _ in first }
            ),
            clocks: Dictionary(
                selected.compactMap { view in view.observed.clock.map { (view.name, $0) } },
                uniquingKeysWith: { first, _ in first }
            ),
            provenance: Provenance.all(in: selected, sharedKeys, replicas)
        )
    }

    /// Shared keys that were replaced already and still work for the rest of their overlap: none that the plan ends at once.
    private static func endingKeys(
        _ views: [EnvironmentView],
        _ plans: [EnvironmentPlan],
        _ sharedKeys: SharedKeys,
        now: Instant
    ) -> [EndingKey] {
        guard !sharedKeys.places.isEmpty else { return [] }
        var ending: [EndingKey] = []
        for (view, plan) in zip(views, plans) {
            let ended = plan.endedAtOnce
            for (identity, state) in zip(view.environment.identities, view.keys.states) {
                for row in state.older
                where !ended.contains(row.fingerprint)
                    && sharedKeys.places(of: row.fingerprint, outside: view.name) != nil
                {
                    guard let ends = row.expiresAt, identity.end(of: row, retiredAt: now) == nil
                    else { continue }
                    ending.append(
                        EndingKey(
                            address: Address(view.name, identity.name),
                            fingerprint: row.fingerprint,
                            ends: ends,
                            lastUsedAt: row.lastUsedAt
                        )
                    )
                }
            }
        }
        return ending
    }
}
