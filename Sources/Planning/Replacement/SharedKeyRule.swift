internal import Model
internal import State

/// A key that is live or delivered in another environment is replaced in each that holds it.
enum SharedKeyRule: ReplacementRule {
    static func judge(_ key: KeyRow, of identity: Identity, in context: ReplacementContext) -> Reason? {
        guard let places = context.sharedKeys.places(of: key.fingerprint, outside: context.environment) else {
            return nil
        }
        return .shared(with: places)
    }
}
