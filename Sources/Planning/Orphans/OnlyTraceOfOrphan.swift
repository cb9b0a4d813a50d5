internal import Model

/// Orphaned keys of which nothing would tell any more once another key is delivered over them.
struct OnlyTraceOfOrphan {
    /// By the place of the identity whose delivery would do that.
    private let keys: [Int: OrphanedKey]

    /// `holders` are the identities whose place in a fragment holds a key, though it is not theirs.
    init(_ orphans: Orphans, _ holders: [Fingerprint: [Int]]) {
        var keys: [Int: OrphanedKey] = [:]
        for key in orphans.keys where key.isLostByDelivery {
            for identity in holders[key.fingerprint] ?? [] where keys[identity] == nil { keys[identity] = key }
        }
        self.keys = keys
    }

    /// The key that an identity's changes would hide; nil for none.
    func lost(by changes: [Change], of identity: Int) -> OrphanedKey? {
        guard let key = keys[identity],
            changes.contains(where: { !Set($0.files.map(\.path)).isDisjoint(with: key.paths) })
        else { return nil }
        return key
    }
}
