internal import Fragments
internal import Model
internal import Stores

/// What an environment's store holds after something failed there: messages say of old keys only what was seen.
struct Aftermath {
    enum Standing: Hashable {
        /// Until then; nil for no end.
        case works(until: Instant?)
        case ended
        /// The store could not be read.
        case unknown
    }

    /// The ends of live keys; nil if the store could not be read.
    private let live: [Fingerprint: Instant?]?

    /// `known` is what was read before, and says which keys rows hold digests of.
    static func look(at site: Site, knowing known: StoreObservation, now: Instant) async -> Aftermath {
        guard let store = try? await site.store.observe(owners: site.layout.environment.identities.map(\.owner)) else {
            return Aftermath(live: nil)
        }
        var live: [Fingerprint: Instant?] = [:]
        let digested = known.keys.lazy.filter { $0.digested != nil }.map { ($0.id, $0) }
        let rows = Dictionary(digested, uniquingKeysWith: { first, _ in first })
        for row in store.keys where row.isLive(at: now) {
            let before = rows[row.id].flatMap { $0.digested == row.digested ? $0.fingerprint : nil }
            live[before ?? row.fingerprint] = .some(row.expiresAt)
        }
        for key in store.otherKeys where key.isLive(at: now) { live[key.fingerprint] = .some(key.expiresAt) }
        return Aftermath(live: live)
    }

    func standing(of key: Fingerprint) -> Standing {
        guard let live else { return .unknown }
        return live[key].map { .works(until: $0) } ?? .ended
    }

    /// Whether all of them were seen to work.
    func allWork(_ keys: [Fingerprint]) -> Bool {
        keys.allSatisfy { if case .works = standing(of: $0) { true } else { false } }
    }

    /// Sentences that say of each key whether it works: "0f1e2d3c4b5a still works".
    func words(of keys: [Fingerprint]) -> String {
        let groups: [(keys: [Fingerprint], one: String, more: String)] = [
            (keys.filter { allWork([$0]) }, "still works", "still work"),
            (keys.filter { standing(of: $0) == .ended }, "does not work any more", "do not work any more"),
            (
                keys.filter { standing(of: $0) == .unknown }, "could not be checked: it may have ended",
                "could not be checked: they may have ended"
            ),
        ]
        return groups.filter { !$0.keys.isEmpty }.map { keys, one, more in
            "\(keys.map(\.description).joined(separator: ", ")) \(keys.count == 1 ? one : more)."
        }
        .joined(separator: " ")
    }
}
