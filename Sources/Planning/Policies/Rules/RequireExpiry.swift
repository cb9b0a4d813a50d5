internal import Diagnostics
internal import Model
internal import Schedule
internal import State

/// Every key carries its end in the store.
enum RequireExpiry: PolicyRule {
    static let name = "require-expiry"
    static let kind = RuleValue.Kind.flagOrDuration
    static let stages: [PolicyStage] = [.declarations, .observation]
    static let title = "Every new key has an expiry that the server enforces"
    static let explanation = """
        Every identity declares `rotation.expires`, so every new key has an expiry, and a run replaces a current key \
        without one. With a duration instead of `true`, no key may be valid for longer than that.
        """
    static let fix = "declare `rotation.expires`, then rotate keys without an expiry: keyturn rotate ADDRESS --now"
    static let example = "require-expiry: { default: true, prod: 90d }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        guard let expires = identity.rotation.expires else {
            guard scene.environment.profile?.enforcesEnds == false else {
                return scene.objection(identity, "its keys are issued without an expiry")
            }
            return scene.objection(
                identity,
                "its keys are issued without an expiry",
                detail: "nothing in its key table makes a key expire, so `rotation.expires` is refused there",
                fix: "use `require-enforced-end`, which objects to such a key table, or remove `require-expiry` for "
                    + PlainText.line(scene.environment.name)
            )
        }
        guard let limit = scene.value.duration, expires > limit else { return nil }
        return scene.objection(identity, "its keys are valid for \(DurationText.format(expires))")
    }

    static func judge(_ identity: PlannedIdentity, in scene: PlannedScene) -> Objection? {
        // Where no row can hold an expiry, the declarations are objected to.
        guard scene.view.environment.profile?.enforcesEnds != false, let key = identity.remainingKey else { return nil }
        let fix = "rotate it: keyturn rotate \(identity.address) --now"
        guard let ends = key.expiresAt else {
            return scene.objection(identity, "its key \(key.fingerprint) never expires", fix: fix)
        }
        guard let limit = scene.value.duration else { return nil }
        // Of a key whose age no one knows, what is left of its life counts.
        let life = ends - (key.issueDate(asOf: scene.now) ?? scene.now)
        // A column may hold whole seconds.
        guard life > limit + .seconds(1) else { return nil }
        return scene.objection(
            identity,
            "its key \(key.fingerprint) is valid for \(DurationText.approximate(life))",
            fix: fix
        )
    }
}
