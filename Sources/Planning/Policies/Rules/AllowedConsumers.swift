internal import Diagnostics
internal import Model
internal import Redaction

/// Keys are delivered to whom they are meant for.
enum AllowedConsumers: PolicyRule {
    static let name = "allowed-consumers"
    static let kind = RuleValue.Kind.lists
    static let stages: [PolicyStage] = [.declarations]
    static let title = "A key is delivered to the listed consumers only"
    static let explanation = """
        A consumer is the compose service of a `compose` or `secret` delivery, and the file of a `dotenv` or `template` \
        one, as it is declared. Identities that are not named are not limited, unless `"*"` names the list of all others.
        """
    static let fix = "remove the delivery, or add the consumer to the list in _policy.yaml"
    static let example = "allowed-consumers: { prod: { backend: [api, worker] } }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        let lists = scene.value.lists
        guard let allowed = lists[identity.name] ?? lists["*"] else { return nil }
        let surplus = identity.deliveries.filter { !allowed.contains($0.consumer) }
        guard let first = surplus.first else { return nil }
        let names = surplus.map { PlainText.line($0.consumer) }.joined(separator: ", ")
        return Objection(
            scene.address(identity),
            "\(scene.address(identity)): its key is delivered to \(names)",
            detail: allowed.isEmpty
                ? "No one is allowed." : "Allowed: \(SecretMask.masked(allowed.joined(separator: ", "))).",
            at: first.location
        )
    }
}

extension Delivery {
    /// Who reads what is delivered, as far as the declaration tells.
    fileprivate var consumer: String {
        switch target {
        case .compose(let service, _), .secret(_, let service, _): service
        case .dotenv(let file, _), .template(_, let file): file
        }
    }
}
