package import Model

/// The rows of an environment, sorted to the identities that declare them.
package struct KeyStates: Sendable {
    /// Indexed like the environment's `identities`.
    package let states: [KeyState]

    /// Live rows of declared owners whose name no identity declares.
    package let unmanaged: [KeyRow]

    /// Dead rows of declared owners whose name no identity declares: their keys may still be known to someone.
    package let endedUnmanaged: [KeyRow]

    init(of observed: ObservedEnvironment, _ material: KeyMaterial, now: Instant) {
        let identities = observed.environment.identities
        let places = IdentityPlaces(observed.environment)
        var states = [KeyState](
            repeating: KeyState(tellsIssuer: observed.environment.profile?.tellsIssuer ?? true),
            count: identities.count
        )
        let ages = KeyAges(of: observed)
        var unmanaged: [KeyRow] = []
        var endedUnmanaged: [KeyRow] = []
        for row in observed.store.keys {
            if let index = places[row] {
                let isRecoverable = material.isRecoverable(row)
                let placed = ages.placed(row, of: index, isRecoverable: isRecoverable)
                states[index].insert(placed, isRecoverable: isRecoverable, now: now)
            } else if row.isLive(at: now) {
                unmanaged.append(row)
            } else {
                endedUnmanaged.append(row)
            }
        }
        if observed.store.ending.isUnwritten {
            for (index, identity) in identities.enumerated() {
                states[index].promiseEnds(
                    after: identity.rotation.overlap,
                    isIssued: { observed.isIssued($0, for: identity) },
                    now: now
                )
            }
        }
        self.states = states
        self.unmanaged = unmanaged
        self.endedUnmanaged = endedUnmanaged
    }
}
