internal import Diagnostics
internal import Model
internal import Schedule
internal import State

/// Judges the credentials that `watch` names: whether environments share them, and how old they are.
///
/// Nothing is refused and nothing is changed for what it finds: others issue these credentials, and to look at them must
/// never keep a key from being rotated.
struct WatchedCredentials {
    /// One for each credential of the selected environments, in the order in which it was found.
    private(set) var statuses: [WatchedStatus] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// What could not be read, of all environments.
    private(set) var notCompared: [NotCompared] = []

    /// At most this many findings of a kind are reported about each environment, then counted.
    static let limit = 10

    private let sharedKeys: SharedKeys
    private let now: Instant

    init(
        _ selected: [EnvironmentView],
        comparedWith others: [EnvironmentView],
        _ sharedKeys: SharedKeys,
        _ situation: Situation
    ) {
        self.sharedKeys = sharedKeys
        now = situation.now
        notCompared = (selected + others).flatMap { view in
            view.observed.watchProblems.map {
                NotCompared(environment: view.name, what: $0.what, reason: $0.reason)
            }
        }
        let toldElsewhere = Self.toldElsewhere(selected, others, sharedKeys, situation.mandate)
        let watched = Self.watched(selected + others, sharedKeys)
        for view in selected {
            diagnostics += view.observed.watchProblems.map { .watchNotCompared($0, view) }
            judge(view)
            tellShared(view, watched.subtracting(toldElsewhere))
        }
    }

    /// Shared keys of identities: the plan replaces them, or says that it does not, and names where each stays.
    ///
    /// An unattended run says so of current keys alone.
    private static func toldElsewhere(
        _ views: [EnvironmentView],
        _ others: [EnvironmentView],
        _ sharedKeys: SharedKeys,
        _ mandate: Mandate
    ) -> Set<Fingerprint> {
        guard !sharedKeys.places.isEmpty else { return [] }
        var keys: Set<Fingerprint> = []
        if mandate.revocation == nil {
            for state in others.lazy.flatMap(\.keys.states) {
                if let current = state.current { keys.insert(current.fingerprint) }
            }
        }
        for state in views.lazy.flatMap(\.keys.states) {
            if let current = state.current { keys.insert(current.fingerprint) }
            if mandate.scope == .everything { for row in state.older + state.unseen { keys.insert(row.fingerprint) } }
        }
        return keys
    }

    /// What is shared and watched in any environment.
    private static func watched(_ views: [EnvironmentView], _ sharedKeys: SharedKeys) -> Set<Fingerprint> {
        guard !sharedKeys.places.isEmpty else { return [] }
        var watched: Set<Fingerprint> = []
        for credential in views.lazy.flatMap(\.observed.watched) where sharedKeys.places[credential.fingerprint] != nil
        {
            watched.insert(credential.fingerprint)
        }
        return watched
    }

    // MARK: - Age

    private mutating func judge(_ view: EnvironmentView) {
        var elsewhere: [Fingerprint: WatchedStatus.Elsewhere] = [:]
        var old: [(credential: WatchedCredential, age: Duration)] = []
        var ageless: [SourceLocation: [WatchedCredential]] = [:]
        statuses.reserveCapacity(statuses.count + view.observed.watched.count)
        for credential in view.observed.watched {
            let age = credential.maxAge.flatMap { maximum in
                credential.age(at: now).map { ($0, isTooOld: $0 >= maximum) }
            }
            if let age, age.isTooOld { old.append((credential, age.0)) }
            if credential.maxAge != nil, age == nil { ageless[credential.location, default: []].append(credential) }
            statuses.append(
                WatchedStatus(
                    environment: view.name,
                    credential: credential,
                    shared: self.elsewhere(credential.fingerprint, view, &elsewhere),
                    isTooOld: age?.isTooOld
                )
            )
        }
        // The oldest first; what is of one age in the order in which it was found.
        let order = old.indices.sorted { (old[$1].age, $0) < (old[$0].age, $1) }
        diagnostics += order.prefix(Self.limit).map { .oldCredential(old[$0].credential, age: old[$0].age, view) }
        if let first = order.dropFirst(Self.limit).first {
            diagnostics.append(.moreOld(old.count - Self.limit, at: old[first].credential.location, view))
        }
        diagnostics += ageless.sorted { $0.key < $1.key }.map { .credentialAgeUnknown($0.value, at: $0.key, view) }
    }

    /// Looked up once for each fingerprint: one that a hundred thousand rows share has as many places.
    private func elsewhere(
        _ fingerprint: Fingerprint,
        _ view: EnvironmentView,
        _ known: inout [Fingerprint: WatchedStatus.Elsewhere]
    ) -> WatchedStatus.Elsewhere? {
        if let elsewhere = known[fingerprint] { return elsewhere }
        guard let places = sharedKeys.places(of: fingerprint, outside: view.name), !places.isEmpty else { return nil }
        let elsewhere = WatchedStatus.Elsewhere(
            places: Array(places.prefix(WatchedStatus.Elsewhere.limit)),
            count: places.count
        )
        known[fingerprint] = elsewhere
        return elsewhere
    }

    // MARK: - Sharing

    /// One for each credential, in whatever way the environment holds it.
    private mutating func tellShared(_ view: EnvironmentView, _ watched: Set<Fingerprint>) {
        let locations = Dictionary(
            view.observed.watched.lazy.filter { watched.contains($0.fingerprint) }.map {
                ($0.fingerprint, $0.location)
            },
            uniquingKeysWith: { first, _ in first }
        )
        let found = watched.compactMap { fingerprint -> Shared? in
            let places = sharedKeys.places[fingerprint] ?? []
            let own = places.filter { $0.environment == view.name }
            guard !own.isEmpty else { return nil }
            return Shared(
                fingerprint: fingerprint,
                own: own,
                others: places.filter { $0.environment != view.name },
                location: locations[fingerprint] ?? view.environment.outputLocation
            )
        }
        // By place, since fingerprints follow no order that means anything; names are made for those that are reported.
        let order = found.sorted { left, right in
            left.location != right.location ? left.location < right.location : left.name < right.name
        }
        diagnostics += order.prefix(Self.limit).map { .sharedCredential($0, view) }
        if let first = order.dropFirst(Self.limit).first {
            diagnostics.append(.moreShared(found.count - Self.limit, at: first.location, view))
        }
    }

    struct Shared {
        let fingerprint: Fingerprint
        let own: [Place]
        let others: [Place]
        let location: SourceLocation
        let name: String

        init(fingerprint: Fingerprint, own: [Place], others: [Place], location: SourceLocation) {
            self.fingerprint = fingerprint
            self.own = own
            self.others = others
            self.location = location
            name = own.first?.description ?? ""
        }
    }
}
