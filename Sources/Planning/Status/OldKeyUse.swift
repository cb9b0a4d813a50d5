package import Model
package import State

/// The use of an old key after it was replaced: whoever comes with it will be refused once it ends.
package struct OldKeyUse: Hashable, Sendable {
    package let key: Fingerprint
    package let last: Instant

    /// When the key ends; nil for no end yet.
    package let ends: Instant?

    /// Nil if the store does not report any.
    ///
    /// The end that a key was given says when that was: until then its consumers were being moved. Before there is one, the
    /// issue of its successor counts, whatever end the key was born with.
    package init?(of row: KeyRow, in state: KeyState, _ identity: Identity, asOf now: Instant) {
        guard let last = row.lastUsedAt else { return nil }
        let newer = state.liveNewestFirst(asOf: now).last { $0.id != row.id && $0.isNewer(than: row, asOf: now) }
        let replaced = newer?.issueDate(asOf: now) ?? .distantPast
        let isRetired = identity.end(of: row, retiredAt: now) == nil
        let retired = isRetired ? row.expiresAt.map { $0 - identity.rotation.overlap } ?? replaced : replaced
        guard last > max(replaced, retired) else { return nil }
        key = row.fingerprint
        self.last = last
        ends = row.expiresAt
    }
}
