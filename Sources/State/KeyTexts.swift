internal import Model

/// Finds the texts of keys of which a store keeps digests.
///
/// Only in the identity's own places: what is in another identity's or another environment's files is a matter of
/// isolation.
enum KeyTexts {
    /// By ``KeyRow/id``; empty where the store keeps the keys themselves.
    static func found(in observed: ObservedEnvironment) -> [String: Secret] {
        guard !observed.store.keepsTexts else { return [:] }
        let places = IdentityPlaces(observed.environment)
        var count = 0
        var wanted: [Fingerprint: [(identity: Int, row: String)]] = [:]
        wanted.reserveCapacity(observed.store.keys.count)
        for row in observed.store.keys where row.plaintext == nil {
            guard let identity = places[row] else { continue }
            wanted[row.fingerprint, default: []].append((identity, row.id))
            count += 1
        }
        guard !wanted.isEmpty else { return [:] }
        var texts: [String: Secret] = [:]
        texts.reserveCapacity(wanted.count)
        observed.forEachText(until: { texts.count == count }) { identity, text in
            guard let rows = wanted[Fingerprint(lookingUp: text)] else { return }
            for row in rows where row.identity == identity && texts[row.row] == nil { texts[row.row] = Secret(text) }
        }
        return texts
    }
}
