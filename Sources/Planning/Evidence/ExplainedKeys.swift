internal import Model
internal import State

/// What each store has never seen, without what is known otherwise.
///
/// A key on the revocation list or a published one is replaced in any case. One that another environment's store knows
/// is shared, and replaced there too: but only where nothing speaks against that environment's own store, since two
/// URLs may have been exchanged.
enum ExplainedKeys {
    /// By environment; those without unknown keys are left out.
    static func unknown(in views: [EnvironmentView], _ revoked: RevocationList) -> [String: UnknownKeys] {
        let doubtful = views.filter { !$0.unknownKeys.isEmpty }
        guard !doubtful.isEmpty else { return [:] }
        let keys = doubtful.reduce(into: Set<Fingerprint>()) { $0.formUnion($1.unknownKeys.keys) }
        var elsewhere: Set<Fingerprint> = []
        for view in views where view.unknownKeys.folders.isEmpty {
            elsewhere.formUnion(view.observed.store.fingerprints.intersection(keys))
        }
        return Dictionary(
            doubtful.map { view in
                let revoked = revoked.including(view)
                let explained = view.unknownKeys.without { key in
                    let other = view.otherSpelling(of: key)
                    return elsewhere.contains(key) || revoked.ban(of: key, or: other) != nil
                }
                return (view.name, explained)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
