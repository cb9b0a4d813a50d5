internal import Model
internal import State

/// A key that is not of the declared prefix, length and alphabet is replaced.
enum WrongFormatRule: ReplacementRule {
    static func judge(_ key: KeyRow, of identity: Identity, in context: ReplacementContext) -> Reason? {
        context.material.matches(key, identity.key.format) == false ? .wrongFormat(identity.key.format) : nil
    }
}
