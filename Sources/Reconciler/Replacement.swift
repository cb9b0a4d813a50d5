internal import Fragments
internal import Model
internal import Planning
internal import State

/// A key that replaces others, and whose server can be asked about it.
struct Replacement: Sendable {
    /// Its place in the environment.
    let identity: Int
    let probe: ServerProbe
    let key: CurrentKey

    /// The keys that wait for their end.
    let replaced: [Fingerprint]

    /// One for each identity that declares `verify` and has a key that would now be given its end, in their order.
    static func all(of prepared: PreparedChanges, in view: EnvironmentView, at now: Instant) -> [Replacement] {
        let identities = view.environment.identities
        var replaced: [Int: [Fingerprint]] = [:]
        for ending in prepared.endings where !ending.isUrgent {
            guard let index = ending.identity, identities[index].probe != nil else { continue }
            let row: KeyRow
            switch ending.kind {
            case .retire(let retired, let identity):
                guard identity.end(of: retired, retiredAt: now) != nil else { continue }
                row = retired
            // Nothing tells whether its server was asked before.
            case .finish(let finished) where ending.enforcement.isUnwritten: row = finished
            case .finish, .postpone, .deactivate, .deactivateKey, .delete: continue
            }
            replaced[index, default: []].append(row.fingerprint)
        }
        return replaced.keys.sorted().compactMap { index in
            guard let probe = identities[index].probe, let key = prepared.keys[index] else { return nil }
            return Replacement(identity: index, probe: probe, key: key, replaced: replaced[index] ?? [])
        }
    }
}
