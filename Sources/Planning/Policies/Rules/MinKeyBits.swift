internal import Model

/// Keys hold enough randomness.
enum MinKeyBits: PolicyRule {
    static let name = "min-key-bits"
    static let kind = RuleValue.Kind.number(of: "bits")
    static let stages: [PolicyStage] = [.declarations]
    static let title = "Every key holds at least this many random bits"
    static let explanation = """
        Eight for each of `key.bytes`; how they are written (`encoding`) adds none. Of a `key.form` its random pieces count, \
        less what the profile's `hints` show of them. A key in a store that is not of the \
        declared format is replaced by the next apply.
        """
    static let fix = "declare a larger `key.bytes`; the keys that exist are then replaced by keyturn apply"
    static let example = "min-key-bits: 256"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        let form = identity.keyForm ?? .plain(identity.format)
        let bits = scene.environment.profile?.hiddenBits(of: form) ?? form.bits
        guard let limit = scene.value.number, bits < limit else { return nil }
        return scene.objection(
            identity,
            bits < form.bits
                ? "the table's hints leave \(bits) random bits of its keys unknown"
                : "its keys hold \(bits) random bits"
        )
    }
}
