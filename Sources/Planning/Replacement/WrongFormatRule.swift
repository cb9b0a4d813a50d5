internal import Model

/// A key that is not of the declared prefix, length and alphabet is replaced.
enum WrongFormatRule: ReplacementRule {
    static func judge(_ key: KeyRow, of identity: Identity, in context: ReplacementContext) -> Reason? {
        identity.format.matches(key.secret) ? nil : .wrongFormat(identity.format)
    }
}
