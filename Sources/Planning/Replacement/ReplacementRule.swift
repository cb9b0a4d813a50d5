internal import Model
internal import State

/// A reason why a current key must not stay in use, although its schedule would let it.
///
/// One file each.
protocol ReplacementRule: SendableMetatype {
    /// Nil if the key may stay.
    static func judge(_ key: KeyRow, of identity: Identity, in context: ReplacementContext) -> Reason?
}

/// What a rule may look at besides the key.
struct ReplacementContext {
    let environment: String
    let sharedKeys: SharedKeys
    let revoked: RevocationList
    let material: KeyMaterial

    init(_ context: PlanningContext) {
        environment = context.environment
        sharedKeys = context.sharedKeys
        revoked = context.revoked
        material = context.material
    }
}

/// Every rule, in the order in which the reasons are reported: what concerns security first.
enum ReplacementRules {
    static let all: [any ReplacementRule.Type] = [
        RevokedKeyRule.self,  // Someone may be using it who must not.
        SharedKeyRule.self,  // Who saw a key in one environment knows it for all.
        WrongFormatRule.self,  // A key of another format is a weaker one, or none that Keyturn can deliver.
        WithoutPublicIDRule.self,  // Half of a credential is of no use.
    ]

    static func reasons(
        against key: KeyRow,
        of identity: Identity,
        in context: ReplacementContext
    ) -> [Reason] {
        all.compactMap { $0.judge(key, of: identity, in: context) }
    }
}
