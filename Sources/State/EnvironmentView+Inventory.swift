internal import Fragments
package import Model

extension EnvironmentView: KeyInventory {
    package var knownCount: Int {
        let store = observed.store
        guard store.digester != nil else { return store.keys.count + store.otherKeys.count + observed.watched.count }
        return store.keys.count { !$0.isHidden } + store.otherKeys.count { !$0.isHidden } + observed.watched.count
    }

    package func forEachKnown(at now: Instant, _ body: (Fingerprint, () -> (Place.Kind, Holding.Form)) -> Void) {
        for (place, state) in keys.states.enumerated() {
            // Looked at only where a key is shared: thousands of identities lie all over the memory.
            var identity: Identity { environment.identities[place] }
            if let row = state.current {
                body(row.fingerprint) { (.identity(identity.name), .live(until: row.expiresAt)) }
            }
            for row in state.older {
                body(row.fingerprint) {
                    // Nothing is left to be done about its end.
                    let isRetired = !identity.isAbsent && identity.end(of: row, retiredAt: now) == nil
                    let end = isRetired ? row.expiresAt : nil
                    return (.identity(identity.name), end.map { .ending($0) } ?? .live(until: row.expiresAt))
                }
            }
            for row in state.unseen {
                body(row.fingerprint) { (.identity(identity.name), .live(until: row.expiresAt)) }
            }
            for row in state.dead { body(row.fingerprint) { (.ended(identity.name), .ended) } }
        }
        for row in keys.unmanaged {
            body(row.fingerprint) { (.unmanaged(name: row.name), .live(until: row.expiresAt)) }
        }
        for row in keys.endedUnmanaged { body(row.fingerprint) { (.endedUnmanaged(name: row.name), .ended) } }
        for key in observed.store.otherKeys {
            body(key.fingerprint) {
                key.isLive(at: now) ? (.otherOwner, .live(until: key.expiresAt)) : (.endedOtherOwner, .ended)
            }
        }
        for credential in observed.watched { body(credential.fingerprint) { (.watched(credential.source), .watched) } }
    }

    package func forEachSpelling(_ body: (Fingerprint, _ other: Fingerprint) -> Void) {
        for row in observed.store.keys {
            if let other = row.otherSpelling { body(row.fingerprint, other) }
            // What is behind a row's name does not tell its key from the same one in another table.
            if let digested = row.digested, row.isUnknown { body(row.fingerprint, digested.reference) }
        }
        for key in observed.store.otherKeys {
            if let other = key.otherSpelling { body(key.fingerprint, other) }
            if let digested = key.digested, key.isUnknown { body(key.fingerprint, digested.reference) }
        }
    }

    package func forEachWritten(_ body: (Fingerprint, () -> Place.Kind) -> Void) {
        for (fragment, inspection) in zip(observed.layout.fragments, inspections) {
            for fingerprint in inspection.keys { body(fingerprint) { .file(fragment.path) } }
        }
        for file in observed.otherFiles.files {
            for fingerprint in file.words { body(fingerprint) { .otherFile(file.path) } }
        }
    }

    package func forEachRow(_ body: (RowMark) -> Void) {
        for row in observed.store.keys {
            if let mark = RowMark(id: row.id, row.fingerprint, createdAt: row.createdAt, salt: row.digested?.salt) {
                body(mark)
            }
        }
        for key in observed.store.otherKeys {
            if let mark = RowMark(id: key.id, key.fingerprint, createdAt: key.createdAt, salt: key.digested?.salt) {
                body(mark)
            }
        }
    }

    package var isReplica: Bool {
        guard let schema = observed.store.schema else { return false }
        return schema.barrier == .standby || !schema.keySubscriptions.isEmpty
    }

    package func issued(_ key: Fingerprint) -> Bool { observed.issued.identity(of: key) != nil }
}
