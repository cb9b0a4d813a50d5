internal import Model

/// Keys hold enough randomness.
enum MinKeyBits: PolicyRule {
    static let name = "min-key-bits"
    static let kind = RuleValue.Kind.number(of: "bits")
    static let stages: [PolicyStage] = [.declarations]
    static let title = "Every key holds at least this many random bits"
    static let explanation = """
        Eight for each of `key.bytes`; how they are written (`encoding`) adds none. A key in a store that is not of the \
        declared format is replaced by the next apply.
        """
    static let mend = "declare a larger `key.bytes`; the keys that exist are then replaced by keyturn apply"
    static let example = "min-key-bits: 256"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        guard let limit = scene.value.number, identity.format.bits < limit else { return nil }
        return scene.objection(identity, "its keys hold \(identity.format.bits) random bits")
    }
}
