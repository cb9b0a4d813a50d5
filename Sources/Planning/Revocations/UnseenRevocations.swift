internal import Diagnostics
internal import Model
internal import State

/// Entries of `_revoked.yaml` that were found nowhere, beside live keys that no fingerprint leads to (R10b).
enum UnseenRevocations {
    /// One pass over the rows of all environments, and none where no database holds such a key.
    ///
    /// - Returns: one warning for each of the selected environments with such keys.
    static func check(
        _ selected: [EnvironmentView],
        among all: [EnvironmentView],
        _ revoked: RevocationList,
        now: Instant
    ) -> [Diagnostic] {
        guard !revoked.entries.isEmpty else { return [] }
        let hidden = selected.map { ($0, $0.observed.store.hiddenKeys(now: now)) }.filter { $0.1 > 0 }
        guard !hidden.isEmpty else { return [] }
        let unseen = unseen(revoked.entries, all)
        guard let first = unseen.first else { return [] }
        return hidden.map { view, count in .revocationsUnseen(unseen.count, first, count, in: view) }
    }

    /// Those that no row is of, live or dead.
    private static func unseen(
        _ entries: [RevocationList.Entry],
        _ views: [EnvironmentView]
    ) -> [RevocationList.Entry] {
        var left = Set(entries.map(\.leadingBits))
        func see(_ key: Fingerprint) { left.remove(key.leadingBits >> 16) }
        for view in views where !left.isEmpty {
            for row in view.observed.store.keys {
                see(row.fingerprint)
                if let other = row.otherSpelling { see(other) }
            }
            for key in view.observed.store.otherKeys {
                see(key.fingerprint)
                if let other = key.otherSpelling { see(other) }
            }
        }
        // Of a key that an audit file tells by its row, the row is known and watched.
        let byRow = views.reduce(into: Set<String>()) { $0.formUnion($1.observed.issued.revokedByRow.values) }
        return entries.filter { left.contains($0.leadingBits) && !byRow.contains(String($0.fingerprint.prefix(12))) }
    }
}

extension Diagnostic {
    fileprivate static func revocationsUnseen(
        _ count: Int,
        _ first: RevocationList.Entry,
        _ keys: Int,
        in view: EnvironmentView
    ) -> Diagnostic {
        let entries = count == 1 ? "an entry of _revoked.yaml" : "\(count) entries of _revoked.yaml"
        let live = keys == 1 ? "a live key" : "\(keys) live keys"
        let issuer =
            view.environment.profile?.tellsIssuerOfUnknownKeys == false
            ? "nothing in the rows tells whether Keyturn issued these keys" : "Keyturn did not issue these keys"
        return Diagnostic(
            .warning,
            PlanningCode.revocationUnseen,
            "\(entries) may be \(live) of \(view.name) that no fingerprint leads to",
            detail:
                "The table stores digests that do not say which key they are of; \(issuer), and no file that was read has "
                + "their texts.",
            fix:
                "give keyturn whose the revoked key's text on standard input: it shows whether its row is one of them, and the "
                + "command that ends it. Without the text, end all keys of the identity: keyturn revoke \(view.name)/NAME",
            at: first.location,
            address: view.name
        )
    }
}
