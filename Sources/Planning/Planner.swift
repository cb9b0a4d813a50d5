package import Diagnostics
package import Model
package import State

/// Desired × observed × now → plan.
///
/// Pure: the same situation always gives the same plan.
package enum Planner {
    /// Plans for the selected environments, ordered by name; the others are only compared.
    ///
    /// One environment after the other. To plan them in parallel, see ``FleetPlanner``.
    package static func plan(
        _ selected: [EnvironmentView],
        comparedWith others: [EnvironmentView],
        _ situation: Situation
    ) -> Plan {
        let planner = FleetPlanner(selected, comparedWith: others, situation)
        return planner.plan(planner.parts.map { $0.planned() })
    }

    /// Diagnostics about keys in fragments that the database has never seen, without planning.
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
