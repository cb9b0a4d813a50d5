internal import Model

/// The server is asked whether it accepts a new key.
enum RequireVerify: PolicyRule {
    static let name = "require-verify"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations]
    static let title = "The server is asked whether it accepts a new key before the old key is ended"
    static let explanation = """
        Every identity declares `verify`: a rotation then asks the server whether it accepts the new key, and as long as it \
        does not, the old one keeps working.
        """
    static let fix = "declare `verify`: { http: ADDRESS, header: NAME }"
    static let example = "require-verify: { prod: true }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        identity.probe == nil ? scene.objection(identity, "the server is not asked whether it accepts a new key") : nil
    }
}
