internal import Diagnostics
internal import Model
internal import State

/// Keys that stand where people write something else: the reason of a command, a list of fingerprints, a hook's arguments.
struct WrittenKeys {
    /// The run's mandate with keys in its reason masked.
    let mandate: Mandate

    /// One for each place that must not hold a key.
    let diagnostics: [Diagnostic]

    init(_ situation: Situation, _ views: [EnvironmentView]) {
        let whole = situation.revoked.entries.filter { $0.fingerprint.count == 64 }
        let hasHooks = views.contains { $0.environment.identities.contains { $0.onChange != nil } }
        guard !whole.isEmpty || hasHooks || situation.mandate.request != nil || situation.mandate.override != nil else {
            mandate = situation.mandate
            diagnostics = []
            return
        }
        let known = KnownKeys(views)
        mandate = situation.mandate.mapReason { KnownKeys(views, withWatched: true).masked($0) }
        diagnostics =
            whole.filter { known.key($0.fingerprint) != nil }.map { .keyForFingerprint($0) }
            + (hasHooks ? Self.hooks(views, known) : [])
    }

    /// Whether nothing may be done in an environment before that is fixed.
    func stop(_ environment: String) -> Bool {
        diagnostics.contains { $0.environment.map { $0 == environment } ?? true }
    }

    private static func hooks(_ views: [EnvironmentView], _ known: KnownKeys) -> [Diagnostic] {
        var told: Set<Hook> = []
        return views.flatMap { view in
            view.environment.identities.compactMap { identity in
                guard let hook = identity.onChange, told.insert(hook).inserted else { return nil }
                guard let key = hook.arguments.lazy.compactMap(known.firstKey).first else { return nil }
                return .keyInHook(key, identity, Address(view.name, identity.name))
            }
        }
    }
}

extension Mandate {
    /// The same with another reason.
    fileprivate func mapReason(_ transform: (String) -> String) -> Mandate {
        var mandate = self
        switch request {
        case .rotate(let reason): mandate.request = .rotate(reason: transform(reason))
        case .revoke(var revocation):
            revocation.reason = revocation.reason.map(transform)
            mandate.request = .revoke(revocation)
        case nil: break
        }
        if let reason = override?.reason { mandate.override?.reason = transform(reason) }
        return mandate
    }
}
