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

    /// What may be delivered by a run that no one looks at.
    var darkness = Darkness.none
}
