internal import Model
internal import Schedule

/// Keys are replaced often enough.
enum MaxRotationInterval: PolicyRule {
    static let name = "max-rotation-interval"
    static let kind = RuleValue.Kind.duration
    static let stages: [PolicyStage] = [.declarations, .observation]
    static let title = "Every key is replaced at least this often"
    static let explanation = """
        Limits the longest time from one rotation to the next: `every`, or the longest gap of `cron`, plus `jitter` and the \
        longest wait for `window`. A key with `expires` is replaced one `overlap` before its expiry at the latest. \
        An identity that is never rotated violates the rule. So does a current key that is older than the rule allows \
        and that the run does not replace.
        """
    static let fix = "declare a shorter rotation, or rotate the key by hand: keyturn rotate ADDRESS --now"
    static let example = "max-rotation-interval: { default: 90d, prod: 30d }"

    /// Many identities share one rotation, and a calendar's gaps take long to find.
    static func judge(_ scene: DeclaredScene) -> [Objection] {
        guard let limit = scene.value.duration else { return [] }
        var intervals: [Rotation: Duration?] = [:]
        return scene.environment.identities.compactMap { identity in
            guard !identity.isAbsent else { return nil }
            let rotation = identity.rotation
            let interval: Duration?
            if let known = intervals[rotation] {
                interval = known
            } else {
                interval = rotation.longestInterval(limit: limit)
                intervals[rotation] = .some(interval)
            }
            guard let interval else { return scene.objection(identity, "its key is never rotated") }
            guard interval > limit else { return nil }
            return scene.objection(
                identity,
                "its key may be \(DurationText.inWords(interval)) old before it is rotated"
            )
        }
    }

    static func judge(_ identity: PlannedIdentity, in scene: PlannedScene) -> Objection? {
        guard let limit = scene.value.duration, let key = identity.remainingKey else { return nil }
        guard let issued = key.issueDate(asOf: scene.now) else {
            return scene.objection(identity, "the age of its key \(key.fingerprint) is unknown", fix: rotate(identity))
        }
        let age = scene.now - issued
        guard age > limit else { return nil }
        return scene.objection(
            identity,
            "its key \(key.fingerprint) is \(DurationText.approximate(age)) old",
            fix: rotate(identity)
        )
    }

    private static func rotate(_ identity: PlannedIdentity) -> String {
        "rotate it: keyturn rotate \(identity.address) --now"
    }
}
