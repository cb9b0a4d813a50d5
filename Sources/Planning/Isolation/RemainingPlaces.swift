internal import Diagnostics
internal import Fragments
internal import Model
internal import State

/// Where a shared key stays although it is replaced: rows and files that are not declared, and so are left alone
/// (promise 5).
///
/// A person has to end it there.
enum RemainingPlaces {
    static func check(_ views: [EnvironmentView], _ sharedKeys: SharedKeys, _ plans: [EnvironmentPlan]) -> [Diagnostic]
    {
        guard !sharedKeys.places.isEmpty else { return [] }
        let chosen = Set(views.map(\.name))
        var written: Set<Place> = []
        for plan in plans {
            for path in plan.changes.flatMap(\.files).map(\.path) {
                written.insert(Place(environment: plan.name, kind: .file(path)))
            }
        }
        var diagnostics: [Diagnostic] = []
        var told: Set<Fingerprint> = []
        for view in views {
            for (identity, state) in zip(view.environment.identities, view.keys.states) {
                for row in state.live {
                    guard sharedKeys.copied(row.fingerprint, in: view.name) == nil,
                        let places = sharedKeys.places(of: row.fingerprint, outside: view.name)
                    else { continue }
                    let remaining = places.filter { place in
                        switch place.kind {
                        case .unmanaged, .otherOwner, .otherFile, .watched: true
                        case .file: chosen.contains(place.environment) && !written.contains(place)
                        case .identity, .ended, .endedUnmanaged, .endedOtherOwner: false
                        }
                    }
                    guard !remaining.isEmpty, told.insert(row.fingerprint).inserted else { continue }
                    diagnostics.append(
                        .sharedRemains(row.fingerprint, Address(view.name, identity.name), identity, remaining)
                    )
                }
            }
        }
        return diagnostics
    }
}

extension Diagnostic {
    fileprivate static func sharedRemains(
        _ fingerprint: Fingerprint,
        _ address: Address,
        _ identity: Identity,
        _ places: [Place]
    ) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.sharedKeyRemains,
            "key \(fingerprint) of \(address) stays in \(Place.list(places))",
            detail: "It is shared, and what is not declared is left alone.",
            fix: "deactivate that row, or remove the key from that file",
            at: identity.location,
            address: address.description
        )
    }
}
