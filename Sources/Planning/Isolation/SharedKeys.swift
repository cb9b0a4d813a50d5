internal import Fragments
package import Model

/// Which keys more than one environment holds or held: live, delivered, or ended in a row that is still there (promise
/// 2).
///
/// Who saw a key in one environment knows it for all.
package struct SharedKeys: Sendable {
    /// Where each shared key was found, by environment.
    ///
    /// Long words that two environments' files have in common stand in here too: a file's text does not say what is a
    /// key. So it is only ever asked about keys that a store knows.
    package let places: [Fingerprint: [Place]]

    package init(among views: [EnvironmentView], now: Instant) {
        let shared = Self.sharedFingerprints(among: views, now: now)
        var places: [Fingerprint: [Place]] = [:]
        if !shared.isEmpty {
            var seen: Set<Holding> = []
            for view in views {
                Self.forEachHolding(in: view, now: now) { fingerprint, kind in
                    guard shared.contains(fingerprint) else { return }
                    let place = Place(environment: view.name, kind: kind())
                    guard seen.insert(Holding(fingerprint: fingerprint, place: place)).inserted else { return }
                    places[fingerprint, default: []].append(place)
                }
            }
        }
        self.places = places
    }

    private struct Holding: Hashable {
        let fingerprint: Fingerprint
        let place: Place
    }

    /// Where else a key was found, seen from one environment; nil where it is that environment's alone.
    package func places(of fingerprint: Fingerprint, outside environment: String) -> [Place]? {
        places[fingerprint]?.filter { $0.environment != environment }
    }

    /// One pass over everything that is live or delivered, remembering for each key only the first environment.
    private static func sharedFingerprints(among views: [EnvironmentView], now: Instant) -> Set<Fingerprint> {
        guard views.count > 1 else { return [] }
        var home: [Fingerprint: Int] = [:]
        home.reserveCapacity(views.reduce(0) { $0 + $1.observed.held })
        var shared: Set<Fingerprint> = []
        for (index, view) in views.enumerated() {
            forEachHolding(in: view, now: now) { fingerprint, _ in
                if let first = home[fingerprint] {
                    if first != index { shared.insert(fingerprint) }
                } else {
                    home[fingerprint] = index
                }
            }
        }
        return shared
    }

    /// Names what holds a key only when asked, since that builds strings.
    private static func forEachHolding(
        in view: EnvironmentView,
        now: Instant,
        _ body: (Fingerprint, () -> Place.Kind) -> Void
    ) {
        for (identity, state) in zip(view.environment.identities, view.keys.states) {
            if let current = state.current { body(current.fingerprint) { .identity(identity.name) } }
            for row in state.older { body(row.fingerprint) { .identity(identity.name) } }
            for row in state.dead { body(row.fingerprint) { .ended(identity.name) } }
        }
        for row in view.keys.unmanaged { body(row.fingerprint) { .unmanaged(name: row.name) } }
        for key in view.observed.store.otherKeys where key.expiresAt.map({ $0 >= now }) ?? true {
            body(key.fingerprint) { .otherOwner }
        }
        for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
            for fingerprint in inspection.keys { body(fingerprint) { .file(fragment.path) } }
        }
        for credential in view.observed.watched { body(credential.fingerprint) { .watched(credential.source) } }
    }
}

extension ObservedEnvironment {
    /// How many fingerprints it holds, but for those in files.
    fileprivate var held: Int { store.keys.count + store.otherKeys.count + watched.count }
}
