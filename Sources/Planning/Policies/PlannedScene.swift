internal import Diagnostics
internal import Model
internal import State

/// One environment as it was found, with what would be done in it, and what a rule is set to there.
package struct PlannedScene {
    let view: EnvironmentView

    /// What would be done if no policy refused it.
    let plan: EnvironmentPlan
    let value: RuleValue
    let now: Instant
    let mandate: Mandate
    let revoked: RevocationList

    /// What is reported about fragments that git does not ignore; nil for nothing.
    let tracked: Diagnostic?

    /// Every environment that is declared, also those that are not chosen.
    let all: [Environment]

    /// The other environments that keep their key tables in this one's database.
    let neighbours: [Environment]

    /// The same of any other environment, as if all that is declared were to be applied to it; nil if it could not
    /// be looked at.
    let other: (String) -> PlannedScene?

    /// The changes of each identity, by its name.
    let changes: [String: [Change]]

    var environment: Environment { view.environment }

    var identities: some Sequence<PlannedIdentity> {
        view.environment.identities.indices.lazy.map { index in
            let identity = view.environment.identities[index]
            return PlannedIdentity(
                identity: identity,
                address: Address(view.name, identity.name),
                state: view.keys.states[index],
                changes: changes[identity.name] ?? []
            )
        }
    }

    func objection(_ identity: PlannedIdentity, _ summary: String, detail: String? = nil, fix: String? = nil)
        -> Objection
    {
        Objection(
            identity.address,
            "\(identity.address): \(summary)",
            detail: detail,
            fix: fix,
            at: identity.identity.location
        )
    }
}

/// An identity as it was found, with what would be done about it.
package struct PlannedIdentity {
    let identity: Identity
    let address: Address
    let state: KeyState
    let changes: [Change]

    /// The current key, unless the run replaces it.
    var remainingKey: KeyRow? {
        guard let current = state.current else { return nil }
        return changes.contains { $0.from == current.fingerprint && $0.action != .retire } ? nil : current
    }
}
