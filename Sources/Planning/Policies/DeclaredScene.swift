internal import Model

/// One environment as it is declared, and what a rule is set to there.
package struct DeclaredScene: Sendable {
    let environment: Environment
    let value: RuleValue

    /// Every environment that is declared, also those that are not chosen.
    let all: [Environment]

    func address(_ identity: Identity) -> Address { Address(environment.name, identity.name) }

    /// An objection to what an identity declares.
    func objection(_ identity: Identity, _ summary: String, detail: String? = nil, fix: String? = nil) -> Objection {
        Objection(
            address(identity),
            "\(address(identity)): \(summary)",
            detail: detail,
            fix: fix,
            at: identity.location
        )
    }
}
