internal import Model
internal import State

/// A key without a public part is replaced where an identity delivers that.
enum WithoutPublicIDRule: ReplacementRule {
    static func judge(_ key: KeyRow, of identity: Identity, in context: ReplacementContext) -> Reason? {
        context.material.lacksPublicID(key, of: identity) ? .withoutPublicID : nil
    }
}
