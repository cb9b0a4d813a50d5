package import Diagnostics
package import Model
package import State

/// A live key that a run was asked by hand to revoke: the run was killed before it, or the database refused it.
///
/// The audit file alone tells it.
struct OwedRevocation {
    let fingerprint: Fingerprint

    /// Of the identity that declares it, or of the environment.
    let address: Address

    /// On which a run was first asked, `2026-11-20`.
    let day: String

    /// One pass over the environment's live rows; each key once for each address.
    static func all(in view: EnvironmentView, now: Instant) -> [OwedRevocation] {
        let owed = view.observed.issued.unrevoked.filter { !view.environment.forgotten.contains(digits: $0.key) }
        guard !owed.isEmpty else { return [] }
        var found: [OwedRevocation] = []
        func note(_ key: Fingerprint, _ address: Address) {
            guard let day = key.name.flatMap({ owed[$0] }) else { return }
            found.append(OwedRevocation(fingerprint: key, address: address, day: day))
        }
        for (identity, state) in zip(view.environment.identities, view.keys.states) {
            for row in state.live { note(row.fingerprint, Address(view.name, identity.name)) }
        }
        for row in view.keys.unmanaged where row.isLive(at: now) { note(row.fingerprint, Address(view.name)) }
        for key in view.observed.store.otherKeys where key.isLive(at: now) { note(key.fingerprint, Address(view.name)) }
        return found
    }
}

extension Diagnostic {
    /// Says which revocations were begun and did not happen, but for those that these changes carry out.
    package static func revocationsOwed(
        in view: EnvironmentView,
        beside changes: [Change] = [],
        now: Instant
    ) -> [Diagnostic] {
        let ended = Set(changes.lazy.filter { $0.reasons.contains(where: \.isUrgent) }.compactMap(\.from))
        return OwedRevocation.all(in: view, now: now).filter { !ended.contains($0.fingerprint) }.map { owed in
            let command =
                owed.address.identity == nil
                ? "end its row by hand: \(view.environment.handEnd)"
                : "run keyturn revoke \(owed.address) --key \(owed.fingerprint) again"
            return Diagnostic(
                .warning,
                PlanningCode.revocationOwed,
                "a revocation of \(owed.fingerprint) of \(owed.address) was started and not finished: the key is live",
                detail:
                    "The audit file says that a run was asked to revoke it on \(owed.day), and not that it did: the run was "
                    + "killed, or the database refused it.",
                fix: "\(command); to keep the key, list \(owed.fingerprint) under `forgotten`",
                at: view.environment.audit?.location ?? view.environment.databaseLocation,
                address: owed.address.description
            )
        }
    }
}

extension Plan {
    /// Whether a revocation that was asked for did not happen: something for a person to do, also where nothing changes.
    package var owesRevocations: Bool {
        diagnostics.contains { $0.code == PlanningCode.revocationOwed.rawValue }
    }
}
