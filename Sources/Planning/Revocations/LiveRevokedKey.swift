package import Model
package import State

extension RevocationList {
    /// With what an environment's audit file tells, but for keys that are left on purpose (`forgotten`).
    package func including(_ view: EnvironmentView) -> RevocationList {
        let (issued, forgotten) = (view.observed.issued, view.environment.forgotten)
        return including(
            issued.revoked.filter { !forgotten.contains(digits: issued.revokedByRow[$0.key] ?? $0.key) }
        )
    }
}

/// A key that must be live nowhere, and is.
struct LiveRevokedKey {
    let fingerprint: Fingerprint

    /// Of the identity that declares it, or of the environment.
    let address: Address
    let ban: RevocationList.Ban

    /// One pass over the environment's live rows; each key once for each address.
    static func all(in view: EnvironmentView, _ revoked: RevocationList, now: Instant) -> [LiveRevokedKey] {
        guard !revoked.isEmpty else { return [] }
        var found: [LiveRevokedKey] = []
        for (identity, state) in zip(view.environment.identities, view.keys.states) {
            state.forEachLive { row in
                guard let ban = revoked.ban(of: row) else { return }
                let address = Address(view.name, identity.name)
                found.append(LiveRevokedKey(fingerprint: row.fingerprint, address: address, ban: ban))
            }
        }
        let address = Address(view.name)
        for row in view.keys.unmanaged {
            guard let ban = revoked.ban(of: row) else { continue }
            found.append(LiveRevokedKey(fingerprint: row.fingerprint, address: address, ban: ban))
        }
        for key in view.observed.store.otherKeys where key.isLive(at: now) {
            guard let ban = revoked.ban(of: key) else { continue }
            found.append(LiveRevokedKey(fingerprint: key.fingerprint, address: address, ban: ban))
        }
        return found
    }
}
