internal import Model

/// The server itself ends keys, by what is in their rows.
enum RequireEnforcedEnd: PolicyRule {
    static let name = "require-enforced-end"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.declarations]
    static let title = "The key table has an expiry column that the server enforces"
    static let explanation = """
        If the profile of the environment's database has no `expires`, a replaced key works until Keyturn ends it; if \
        Keyturn never runs again, it works forever. This rule requires a key table with an enforced expiry, which \
        `require-expiry` needs as well.
        """
    static let fix =
        "use an application that enforces expiry, or add an exception and monitor the scheduled job"
    static let example = "require-enforced-end: { prod: true }"

    static func judge(_ scene: DeclaredScene) -> [Objection] {
        guard let profile = scene.environment.profile, !profile.alwaysEnforcesEnds else { return [] }
        let name = scene.environment.name
        return [
            Objection(
                Address(name),
                profile.enforcesEnds
                    ? "\(name): older versions of the key table of `\(profile.name)` have no expiry column"
                    : "\(name): nothing in the key table of `\(profile.name)` makes a key expire",
                detail: "a replaced key works until Keyturn ends it",
                at: scene.environment.profileLocation ?? scene.environment.databaseLocation
            )
        ]
    }
}
