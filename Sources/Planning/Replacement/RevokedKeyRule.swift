internal import Model

/// A key on the revocation list, or one that is published, is live nowhere.
enum RevokedKeyRule: ReplacementRule {
    static func judge(_ key: KeyRow, of identity: Identity, in context: ReplacementContext) -> Reason? {
        context.revoked.ban(of: key).map(\.reason)
    }
}
