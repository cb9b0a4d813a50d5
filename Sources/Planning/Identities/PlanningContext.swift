internal import Model
internal import State

/// What planning one identity may look at besides its own rows and files.
struct PlanningContext {
    let environment: String
    let sharedKeys: SharedKeys
    let revoked: RevocationList
    let material: KeyMaterial
    let mandate: Mandate
    let now: Instant

    /// Whether rows hold the keys themselves.
    let keepsTexts: Bool

    /// What makes a replaced key stop working at its end.
    let ending: EndEnforcement

    /// What the audit file tells of keys that were issued here.
    let issued: IssuedKeys

    /// What the table looks like; nil for PM MCP Server's.
    var profile: Profile?

    /// What may be delivered by a run that no one looks at.
    var darkness = Darkness.none
}
