internal import Model
internal import Schedule
internal import State

/// What an environment's store knows of the keys in files.
struct KnownRows {
    private let view: EnvironmentView
    private let rows: [Fingerprint: (identity: Int, row: KeyRow, state: OrphanedFragment.Held.State)]
    private let orphans: [Fingerprint: Instant?]
    private let now: Instant

    init(_ view: EnvironmentView, _ orphans: Set<Fingerprint>, now: Instant) {
        self.view = view
        self.now = now
        var rows: [Fingerprint: (identity: Int, row: KeyRow, state: OrphanedFragment.Held.State)] = [:]
        func know(_ row: KeyRow, of identity: Int, _ state: OrphanedFragment.Held.State) {
            rows[row.fingerprint] = (identity, row, state)
            if let other = row.otherSpelling { rows[other] = (identity, row, state) }
        }
        for (index, state) in view.keys.states.enumerated() {
            for row in state.dead { know(row, of: index, .ended) }
            for row in state.older { know(row, of: index, .older) }
            for row in state.unseen { know(row, of: index, .current) }
            if let row = state.current { know(row, of: index, .current) }
        }
        self.rows = rows
        var ends: [Fingerprint: Instant?] = [:]
        if !orphans.isEmpty {
            for row in view.keys.unmanaged where orphans.contains(row.fingerprint) {
                ends[row.fingerprint] = row.expiresAt
                if let other = row.otherSpelling { ends[other] = row.expiresAt }
            }
            for key in view.observed.store.otherKeys where orphans.contains(key.fingerprint) {
                ends[key.fingerprint] = key.expiresAt
                if let other = key.otherSpelling { ends[other] = key.expiresAt }
            }
        }
        self.orphans = ends
    }

    /// Nil for what the store does not know, or nothing tells to have been ours.
    func held(_ key: Fingerprint) -> OrphanedFragment.Held? {
        if let (index, row, state) = rows[key] {
            let identity = view.environment.identities[index]
            return OrphanedFragment.Held(
                fingerprint: key,
                identity: identity.name,
                darkAt: state == .ended ? nil : [row.expiresAt, darkAt(row, identity, state)].compactMap(\.self).min(),
                state: state
            )
        }
        guard let ends = orphans[key] else { return nil }
        return OrphanedFragment.Held(fingerprint: key, identity: nil, darkAt: ends, state: .undeclared)
    }

    /// An overlap after the rotation that replaces it: now, for one that is to be retired or taken out.
    private func darkAt(_ row: KeyRow, _ identity: Identity, _ state: OrphanedFragment.Held.State) -> Instant? {
        if identity.isAbsent { return now }
        guard state == .current else { return now + identity.rotation.overlap }
        let address = Address(view.name, identity.name)
        return identity.rotation.next(of: row, at: address, asOf: now).map {
            max($0.start, now) + identity.rotation.overlap
        }
    }
}
