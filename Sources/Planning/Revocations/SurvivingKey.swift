package import Diagnostics
package import Model
package import State

/// A key that has ended, or is ended by a plan, and that the server accepts all the same: another row holds it, as it
/// is or in the other spelling that the server accepts for the same key.
struct SurvivingKey {
    let ended: Fingerprint
    let address: Address

    /// The live row's key.
    let live: Fingerprint

    /// The identity that the live row belongs to; nil for a row that none declares.
    let holder: Address?

    /// One pass over the environment's rows.
    static func all(in view: EnvironmentView, ending changes: [Change], now: Instant) -> [SurvivingKey] {
        let revoked = Set(changes.lazy.filter { $0.action == .revoke }.compactMap(\.from))
        var ended: [Fingerprint: (key: Fingerprint, address: Address)] = [:]
        for (identity, state) in zip(view.environment.identities, view.keys.states) {
            func end(_ row: KeyRow) {
                let end = (row.fingerprint, Address(view.name, identity.name))
                ended[row.fingerprint] = end
                if let other = row.otherSpelling { ended[other] = end }
            }
            for row in state.dead { end(row) }
            // Most plans revoke nothing.
            if !revoked.isEmpty { for row in state.live where revoked.contains(row.fingerprint) { end(row) } }
        }
        guard !ended.isEmpty else { return [] }
        var found: [SurvivingKey] = []
        func look(_ key: Fingerprint, _ holder: Address?) {
            guard !revoked.contains(key), let match = ended[key] else { return }
            found.append(SurvivingKey(ended: match.key, address: match.address, live: key, holder: holder))
        }
        for (identity, state) in zip(view.environment.identities, view.keys.states) {
            state.forEachLive { look($0.fingerprint, Address(view.name, identity.name)) }
        }
        for row in view.keys.unmanaged { look(row.fingerprint, nil) }
        for key in view.observed.store.otherKeys where key.isLive(at: now) { look(key.fingerprint, nil) }
        return found
    }
}

extension Diagnostic {
    /// What is reported about ended keys that still work; `severity` is an error where nothing is planned.
    package static func endedKeysWork(
        in view: EnvironmentView,
        beside changes: [Change] = [],
        _ severity: Severity,
        now: Instant
    ) -> [Diagnostic] {
        SurvivingKey.all(in: view, ending: changes, now: now).map { key in
            let isSame = key.live == key.ended
            return Diagnostic(
                severity,
                PlanningCode.endedKeyWorks,
                "the server still accepts \(key.ended) of \(key.address), which has ended or will be ended",
                detail: (isSame
                    ? "Another live row holds it" : "A live row holds it in its other spelling, \(key.live)")
                    + (key.holder.map { ": one of \($0)." } ?? ", which no identity declares."),
                fix: key.holder.map { "end that one too: keyturn revoke \($0) --key \(key.live)" }
                    ?? "deactivate that row, or list \(key.ended.instruction) in _revoked.yaml, which ends both",
                at: view.environment.databaseLocation,
                address: key.address.description
            )
        }
    }
}
