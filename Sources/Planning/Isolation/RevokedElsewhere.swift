internal import Diagnostics
internal import Fragments
internal import Model

/// Revoked keys that no identity of an environment holds: in rows of other names or owners, which the list itself
/// declares to be ended, and in text that nobody declares, which a person has to mend.
enum RevokedElsewhere {
    /// Rows to deactivate, each fingerprint once.
    static func changes(in view: EnvironmentView, _ revoked: RevocationList, now: Instant) -> [Change] {
        guard !revoked.isEmpty else { return [] }
        let others = view.observed.store.otherKeys.filter { $0.expiresAt.map { $0 >= now } ?? true }
        var told: Set<Fingerprint> = []
        return (view.keys.unmanaged.map(\.fingerprint) + others.map(\.fingerprint)).sorted().compactMap { key in
            guard let entry = revoked.entry(for: key), told.insert(key).inserted else { return nil }
            return Change(
                action: .revoke,
                address: Address(view.name),
                reasons: [.revoked(date: entry.date, reason: entry.reason)],
                from: key,
                ends: now,
                location: entry.location
            )
        }
    }

    /// Files that hold a revoked key outside the variables that are declared: those are not written.
    static func warnings(in view: EnvironmentView, _ revoked: RevocationList, written: Set<String>) -> [Diagnostic] {
        guard !revoked.isEmpty else { return [] }
        return zip(view.observed.layout.fragments, view.inspections).flatMap { fragment, inspection in
            inspection.keys.compactMap { key in
                guard let entry = revoked.entry(for: key), !written.contains(fragment.path) else { return nil }
                return .revokedKeyRemains(key, in: fragment.path, view, entry)
            }
        }
    }
}
