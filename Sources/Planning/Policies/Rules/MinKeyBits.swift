internal import Model

/// Keys hold enough randomness.
enum MinKeyBits: PolicyRule {
    static let name = "min-key-bits"
    static let kind = RuleValue.Kind.number(of: "bits")
    static let stages: [PolicyStage] = [.declarations]
    static let title = "Every key has at least this many random bits"
    static let explanation = """
        Each byte of `key.bytes` counts as eight bits; the `encoding` adds none. In a `key.form` the random pieces count, or the one \
        that alone is digested (`stored.of`), less the part that the profile's `hints`, `lookup` and `id.from` show. The next apply replaces a key that does not have the declared format.
        """
    static let fix = "declare a larger `key.bytes`; the keys that exist are then replaced by keyturn apply"
    static let example = "min-key-bits: 256"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        let form = identity.key.form
        let profile = scene.environment.profile
        let bits = profile?.hiddenBits(of: form) ?? form.bits
        guard let limit = scene.value.number, bits < limit else { return nil }
        let digested = profile?.digestedBits(of: form) ?? form.bits
        if let profile, bits < digested {
            let fields = profile.showingFields(" of the profile")
            return scene.objection(identity, "\(fields) \(bits) random bits of its keys unknown")
        }
        if case .piece(let name) = profile?.stored.of {
            return scene.objection(
                identity,
                "the piece `\(name)` of its keys, which alone is digested, has \(bits) random bits"
            )
        }
        return scene.objection(identity, "its keys have \(bits) random bits")
    }
}
