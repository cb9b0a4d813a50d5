internal import Model

/// The server is asked whether it accepts a new key.
enum RequireVerify: PolicyRule {
    static let name = "require-verify"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations]
    static let title = "An old key is ended only after the server has accepted the new one"
    static let explanation = """
        Every identity declares `verify`. A rotation then presents the new key to the server, and the old key keeps working \
        until the server accepts the new one.
        """
    static let fix = "declare `verify`: { http: ADDRESS, header: NAME }"
    static let example = "require-verify: { prod: true }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        identity.probe == nil ? scene.objection(identity, "the server is not asked whether it accepts a new key") : nil
    }
}
