internal import Model

/// A key on the revocation list is live nowhere.
enum RevokedKeyRule: ReplacementRule {
    static func judge(_ key: KeyRow, of identity: Identity, in context: ReplacementContext) -> Reason? {
        context.revoked.entry(for: key.fingerprint).map { .revoked(date: $0.date, reason: $0.reason) }
    }
}
