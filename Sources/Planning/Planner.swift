package import Diagnostics
package import Model
package import State

/// Desired × observed × now → plan.
///
/// Pure: the same situation always gives the same plan.
package enum Planner {
    /// Plans for the selected environments, in the order of their names; the others are only compared with.
    ///
    /// One environment after the other. Where they are to be planned side by side, see ``FleetPlanner``.
    package static func plan(
        _ selected: [EnvironmentView],
        comparedWith others: [EnvironmentView],
        _ situation: Situation
    ) -> Plan {
        let planner = FleetPlanner(selected, comparedWith: others, situation)
        return planner.plan(planner.parts.map { $0.planned() })
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
}
