internal import Model

/// The server is asked whether it accepts a new key.
enum RequireVerify: PolicyRule {
    static let name = "require-verify"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations]
    static let title = "The server is asked whether it accepts a new key before the old one is ended"
    static let explanation = """
        The field that asks for it, `verify`, is not part of this version: no identity can satisfy the rule yet. Until \
        then set it with `severity: warn`, so that it stands in the file and is told, or write an exception for each \
        address; as an error it refuses every change.
        """
    static let mend = "until `verify` can be declared, set the rule to `severity: warn`, or write an exception"
    static let example = "require-verify: { prod: { severity: warn } }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        scene.objection(
            identity,
            "the server is not asked whether it accepts a new key",
            detail: "This version cannot do that yet, so no identity satisfies the rule."
        )
    }
}
