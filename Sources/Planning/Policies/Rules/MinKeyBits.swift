internal import Model

/// Keys hold enough randomness.
enum MinKeyBits: PolicyRule {
    static let name = "min-key-bits"
    static let kind = RuleValue.Kind.number(of: "bits")
    static let stages: [PolicyStage] = [.declarations]
    static let title = "Every key has at least this many random bits"
    static let explanation = """
        Each byte of `key.bytes` counts as eight bits; the `encoding` adds none. In a `key.form` the random pieces count, less the \
        part that the profile's `hints` and `lookup` show. The next apply replaces a key that does not have the declared format.
        """
    static let fix = "declare a larger `key.bytes`; the keys that exist are then replaced by keyturn apply"
    static let example = "min-key-bits: 256"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        let form = identity.keyForm
        let bits = scene.environment.profile?.hiddenBits(of: form) ?? form.bits
        guard let limit = scene.value.number, bits < limit else { return nil }
        return scene.objection(
            identity,
            bits < form.bits
                ? "the table's hints and lookup leave \(bits) random bits of its keys unknown"
                : "its keys have \(bits) random bits"
        )
    }
}
