package import Diagnostics
internal import Fragments
package import Model
internal import Schedule
package import State

/// Desired × observed × now → plan.
///
/// Pure: the same situation always gives the same plan.
package enum Planner {
    /// Plans for the selected environments, in the order of their names; the others are only compared with.
    package static func plan(
        _ selected: [EnvironmentView],
        comparedWith others: [EnvironmentView],
        _ situation: Situation
    ) -> Plan {
        let all = (selected + others).sorted { $0.name < $1.name }
        let sharedKeys = SharedKeys(among: all, now: situation.now)
        let replicas = ReplicatedDatabases(all, sharedKeys)
        let acrossEnvironments =
            SeparatePlaces.check(all)
            + replicas.diagnostics
            + OutsideSelection.check(selected: selected, others: others, sharedKeys, situation.mandate)

        let writtenKeys = WrittenKeys(situation, all)
        var situation = situation
        situation.mandate = writtenKeys.mandate
        let unknownKeys = ExplainedKeys.unknown(in: all, situation.revoked)
        var environments: [EnvironmentPlan] = []
        var diagnostics = situation.diagnostics + situation.policy.advice + writtenKeys.diagnostics
        for view in selected {
            var planner = EnvironmentPlanner(view: view, sharedKeys: sharedKeys, situation)
            planner.isReplica = replicas.isReplica(view.name)
            planner.isStopped = writtenKeys.stop(view.name) || planner.isReplica
            planner.doubt = StoreDoubt(unknownKeys[view.name] ?? .none, in: view, situation.mandate)
            planner.diagnostics += acrossEnvironments.filter { $0.address == view.name }
            environments.append(planner.plan())
            diagnostics += planner.diagnostics
        }
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
            ending: endingKeys(selected, environments, sharedKeys, now: situation.now),
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

    /// What is reported about keys that stand in fragments and that the store has never seen, where nothing is planned.
    package static func unknownKeys(
        in selected: [EnvironmentView],
        comparedWith all: [EnvironmentView],
        revoked: RevocationList
    ) -> [Diagnostic] {
        let unknown = ExplainedKeys.unknown(in: all, revoked)
        return selected.flatMap { view -> [Diagnostic] in
            guard let unknown = unknown[view.name] else { return [] }
            return unknown.folders.map { .unknownKeyDelivered($0, view) }
                + (unknown.strays.isEmpty ? [] : [.unknownKey(unknown.strays, view)])
        }
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
