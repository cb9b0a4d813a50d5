internal import Model
internal import Schedule

/// Replaced keys keep working for long enough.
enum MinOverlap: PolicyRule {
    static let name = "min-overlap"
    static let kind = RuleValue.Kind.duration
    static let stages: [PolicyStage] = [.declarations]
    static let title = "A replaced key keeps working at least this long"
    static let explanation = """
        `rotation.overlap`, or its default, is at least this long: it is the time that consumers have to restart, if they \
        read their key only at start-up. A revoked key has no overlap, regardless of the rule.
        """
    static let fix = "declare a longer `rotation.overlap`"
    static let example = "min-overlap: { default: 1h, prod: 24h }"

    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? {
        guard let limit = scene.value.duration, identity.rotation.overlap < limit else { return nil }
        return scene.objection(
            identity,
            "a replaced key keeps working for \(DurationText.format(identity.rotation.overlap)) only"
        )
    }
}
