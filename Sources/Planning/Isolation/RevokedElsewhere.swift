internal import Diagnostics
internal import Fragments
internal import Model
internal import State

/// Revoked and published keys that no identity of an environment holds: in rows of other names or owners, which the
/// list itself declares to be ended, and in text that no one declares, which a person has to fix.
enum RevokedElsewhere {
    /// Rows to deactivate, each fingerprint once.
    static func changes(in view: EnvironmentView, _ revoked: RevocationList, now: Instant) -> [Change] {
        guard !revoked.isEmpty else { return [] }
        let others = view.observed.store.otherKeys.filter { $0.isLive(at: now) }
        var told: Set<Fingerprint> = []
        let banned =
            view.keys.unmanaged.compactMap { row in revoked.ban(of: row).map { (row.fingerprint, $0) } }
            + others.compactMap { key in revoked.ban(of: key).map { (key.fingerprint, $0) } }
        return banned.sorted { $0.0 < $1.0 }.compactMap { key, ban in
            guard told.insert(key).inserted else { return nil }
            return Change(
                action: .revoke,
                address: Address(view.name),
                reasons: [ban.reason],
                from: key,
                ends: now,
                location: ban.location ?? view.environment.databaseLocation
            )
        }
    }

    /// Files that hold a revoked key where nothing is declared: that text is not written.
    ///
    /// `leaving` are the keys that the plan takes out of each file.
    static func warnings(
        in view: EnvironmentView,
        _ revoked: RevocationList,
        leaving: [String: Set<Fingerprint>]
    ) -> [Diagnostic] {
        guard !revoked.isEmpty else { return [] }
        var warnings: [Diagnostic] = []
        func look(at keys: [Fingerprint], in path: String) {
            for key in keys {
                let other = view.otherSpelling(of: key)
                guard let ban = revoked.ban(of: key, or: other) else { continue }
                if let leaving = leaving[path], [key, other].contains(where: { $0.map(leaving.contains) ?? false }) {
                    continue
                }
                warnings.append(.revokedKeyRemains(key, in: path, view, ban))
            }
        }
        for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
            look(at: inspection.keys, in: fragment.path)
        }
        for file in view.observed.otherFiles.files { look(at: file.words, in: file.path) }
        return warnings
    }

    /// The keys that changes take out of each file.
    static func leaving(_ changes: [Change]) -> [String: Set<Fingerprint>] {
        var leaving: [String: Set<Fingerprint>] = [:]
        for change in changes {
            for file in change.files {
                var keys = [change.from].compactMap(\.self)
                switch file.finding {
                case .holdsOther(let key), .surplus(let key?): keys.append(key)
                case nil, .fileMissing, .entryMissing, .publicPart, .altered, .attributes, .surplus(nil): break
                }
                leaving[file.path, default: []].formUnion(keys)
            }
        }
        return leaving
    }
}
