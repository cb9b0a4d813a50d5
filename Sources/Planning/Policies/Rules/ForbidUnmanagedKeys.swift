internal import Diagnostics
internal import Model
internal import State

/// Declared owners hold declared keys only.
enum ForbidUnmanagedKeys: PolicyRule {
    static let name = "forbid-unmanaged-keys"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.observation]
    static let title = "A declared owner has no undeclared live key"
    static let explanation = """
        Keyturn never rotates or ends a key whose name is not declared. The rule checks only owners that an environment \
        declares.
        """
    static let fix = "declare an identity for the key, or end it by hand; or add its fingerprint to _revoked.yaml"
    static let example = "forbid-unmanaged-keys: { prod: true }"

    static func judge(_ scene: PlannedScene) -> [Objection] {
        scene.plan.unmanaged.map { key in
            let name = ShownKeyName.words(key.name)
            return Objection(
                Address(scene.view.name),
                "\(scene.view.name): the owner \(key.owner) has an undeclared key \(name), \(key.fingerprint)",
                at: scene.environment.databaseLocation
            )
        }
    }
}
