internal import Model

/// Old keys are ended once the new ones are seen in use.
enum RequireAdoption: PolicyRule {
    static let name = "require-adoption"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations]
    static let title = "An old key is ended only after the new one was seen in use"
    static let explanation = """
        Every identity declares `rotation.adoption: required`. The server must record when keys are used, which not every \
        server does: see the guide to rotation.
        """
    static let fix = "declare `adoption: required` under `rotation`"
    static let example = "require-adoption: { prod: true }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        guard identity.rotation.adoption == nil else { return nil }
        return scene.objection(identity, "a replaced key is ended without a check that the new one is in use")
    }
}
