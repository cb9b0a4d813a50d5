internal import Model
internal import Schedule

/// Rotations happen in declared hours.
enum RotationWindowsOnly: PolicyRule {
    static let name = "rotation-windows-only"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations, .plan]
    static let title = "Keys are rotated in declared windows only"
    static let explanation = """
        An identity with a schedule (`every`, `cron` or `expires`) declares a `window`, and `keyturn rotate ADDRESS --now` \
        is refused outside of it. The rule never refuses a revocation, or a rotation when no window is left before the key \
        expires: such a rotation keeps consumers from going dark, and is reported as `outside-window`.
        """
    static let fix = "declare `rotation.window`; rotate by hand inside it"
    static let example = "rotation-windows-only: { prod: true }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        let rotation = identity.rotation
        let isScheduled = rotation.every != nil || rotation.cron != nil || rotation.expires != nil
        guard isScheduled, rotation.window == nil else { return nil }
        return scene.objection(identity, "its key is rotated at any hour")
    }

    static func judge(_ identity: PlannedIdentity, in scene: PlannedScene) -> Objection? {
        guard let window = identity.identity.rotation.window, !window.contains(scene.now),
            identity.changes.contains(where: { $0.action == .rotate && $0.reasons.contains(where: \.isRequest) })
        else { return nil }
        let opening = window.firstMoment(notBefore: scene.now).map { "at \($0.iso8601)" } ?? "never"
        return scene.objection(
            identity,
            "a rotation by hand was requested outside its window",
            detail: "The window opens next \(opening).",
            fix: "wait for the window; for a key that leaked: keyturn revoke \(identity.address)"
        )
    }
}

extension Reason {
    fileprivate var isRequest: Bool { if case .requested = self { true } else { false } }
}
