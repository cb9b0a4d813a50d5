internal import Diagnostics
internal import Fragments
internal import Model
internal import State

/// Keys that a chosen environment shares with one that this run does not change (not chosen with `-e`, or locked by
/// another run), and that are therefore not replaced there.
///
/// Where the only trace of it is a fragment, writing that fragment would destroy it, and the other environment would
/// keep a key that was seen elsewhere: that is refused. Rows stay, so there a warning is enough.
enum OutsideSelection {
    static func check(
        selected: [EnvironmentView],
        others: [EnvironmentView],
        _ sharedKeys: SharedKeys,
        _ mandate: Mandate
    ) -> [Diagnostic] {
        // A key that is revoked by hand does not wait, and is reported by itself.
        guard mandate.revocation == nil, !sharedKeys.places.isEmpty, !others.isEmpty else { return [] }
        var diagnostics: [Diagnostic] = []
        for other in others {
            for (identity, state) in zip(other.environment.identities, other.keys.states) {
                // A copied row is reported as such, and its key is never the origin's to replace.
                guard let key = state.current, sharedKeys.copied(key.fingerprint, in: other.name) == nil,
                    let places = sharedKeys.places[key.fingerprint]
                else { continue }
                for view in selected {
                    let found = places.filter { $0.environment == view.name }
                    guard !found.isEmpty, concerns(mandate, key.fingerprint, in: view) else { continue }
                    let holder = Address(other.name, identity.name)
                    diagnostics.append(
                        .sharedOutside(
                            key.fingerprint,
                            of: holder,
                            in: view,
                            found
                        )
                    )
                }
            }
        }
        return diagnostics
    }
}

extension OutsideSelection {
    /// Whether the run is about an identity that has the key, or about all of the environment.
    private static func concerns(_ mandate: Mandate, _ key: Fingerprint, in view: EnvironmentView) -> Bool {
        guard mandate.only != nil else { return true }
        return zip(view.environment.identities, view.keys.states).contains { identity, state in
            mandate.includes(Address(view.name, identity.name)) && state.rows.contains { $0.isSpelled(key) }
        }
    }
}

extension Diagnostic {
    fileprivate static func sharedOutside(
        _ fingerprint: Fingerprint,
        of holder: Address,
        in view: EnvironmentView,
        _ places: [Place]
    ) -> Diagnostic {
        let isOnlyDelivered = places.allSatisfy { if case .file = $0.kind { true } else { false } }
        let unchanged = "This run does not change \(holder.environment) (not chosen, or locked by another run)"
        return Diagnostic(
            isOnlyDelivered ? .error : .warning,
            PlanningCode.sharedOutsideSelection,
            "key \(fingerprint) of \(holder) is also in \(Place.list(places))",
            detail: isOnlyDelivered
                ? "\(unchanged), so its key would stay, and the only trace of its being known in \(view.name) would be "
                    + "overwritten."
                : "\(unchanged), so its key is not replaced now.",
            fix: "choose both environments: -e \(view.name),\(holder.environment), or leave out -e and the addresses",
            at: view.environment.outputLocation,
            address: view.name
        )
    }
}
