/// What a store must still hold when something is written to it: what was read for these owners.
package struct StoreExpectation: Sendable {
    package let owners: [Owner]
    package let observation: StoreObservation

    package init(owners: [Owner], observation: StoreObservation) {
        self.owners = owners
        self.observation = observation
    }

    /// The first difference that a decision could depend on, in words; nil if there is none.
    ///
    /// When a key was used last is none: that moves whenever a service calls, and no key is issued for it.
    package func difference(from found: StoreObservation) -> String? {
        guard found.identity == observation.identity else { return "it is another database" }
        let expected = Dictionary(observation.keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard found.keys.count == expected.count else {
            return "a key of a declared owner \(found.keys.count > expected.count ? "was added" : "was removed")"
        }
        for row in found.keys {
            guard let before = expected[row.id] else { return "a key of a declared owner was added" }
            guard row.saysTheSame(as: before) else { return "the row of key \(row.fingerprint) changed" }
        }
        guard Set(found.unreadable) == Set(observation.unreadable) else {
            return "a row of a declared owner that cannot be read changed"
        }
        guard Set(found.owners) == Set(observation.owners) else { return "an owner's row changed" }
        guard Self.lasting(found.otherKeys) == Self.lasting(observation.otherKeys) else {
            return "a key of another owner changed"
        }
        return nil
    }

    private static func lasting(_ keys: [StoreObservation.OtherKey]) -> Set<StoreObservation.OtherKey> {
        Set(keys.lazy.map { $0.withoutLastUse().unresolved() })
    }
}

extension KeyRow {
    /// Whether two readings of a row differ in nothing but when its key was used last.
    package func saysTheSame(as other: KeyRow) -> Bool {
        id == other.id && owner == other.owner && name == other.name && asRead == other.asRead
            && publicID == other.publicID
            && isActive == other.isActive && expiresAt == other.expiresAt && createdAt == other.createdAt
    }
}
