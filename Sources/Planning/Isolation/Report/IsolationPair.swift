internal import Model
package import State

/// What two environments share.
package struct IsolationPair: Hashable, Sendable, Codable {
    /// The earlier name first.
    package let one: String
    package let other: String

    /// Keys that both stores know and at least one of them accepts.
    package var live = 0

    /// Keys that both stores know and at least one of them accepts until an end that was set when they were replaced.
    package var ending = 0

    /// Keys that both stores know and neither accepts.
    package var ended = 0

    /// Keys that one of the two only has in files.
    package var files = 0

    /// Keys that one of the two only has as a credential of others.
    package var watched = 0

    /// Those of all these that both stores hold by one row, which was copied from one to the other.
    package var copied = 0

    /// Owners with the same id, which is not a fault.
    package var owners = 0

    package var isSameDatabase = false
    package var isSameOutput = false

    /// Whether the database of one follows the other's.
    package var isReplica = false

    package init(_ one: String, _ other: String) {
        self.one = one
        self.other = other
    }

    package func concerns(_ name: String) -> Bool { one == name || other == name }

    /// Whether there is nothing to be told.
    package var isEmpty: Bool { self == IsolationPair(one, other) }
}

extension IsolationPair {
    /// Every pair of environments, by name, with the keys that the two share.
    static func all(of names: [String], _ sharedKeys: SharedKeys) -> [IsolationPair] {
        let names = names.sorted()
        var pairs: [IsolationPair] = []
        var first: [Int] = []
        for (index, one) in names.enumerated() {
            first.append(pairs.count - index - 1)
            pairs += names[(index + 1)...].map { IsolationPair(one, $0) }
        }
        let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for (key, holdings) in sharedKeys.holdings {
            let groups = sharedKeys.copied.groups[key] ?? []
            var strongest: [Int: Holding.Strength] = [:]
            for holding in holdings {
                guard let index = places[holding.place.environment] else { continue }
                strongest[index] = max(strongest[index] ?? .written, holding.strength)
            }
            let holders = strongest.sorted { $0.key < $1.key }
            for (position, one) in holders.enumerated() {
                for other in holders[(position + 1)...] {
                    let pair = first[one.key] + other.key
                    pairs[pair].count(one.value, other.value)
                    if groups.contains(where: { $0.connects(names[one.key], names[other.key]) }) {
                        pairs[pair].copied += 1
                    }
                }
            }
        }
        if !sharedKeys.copied.replicas.isEmpty {
            for index in pairs.indices {
                pairs[index].isReplica = sharedKeys.copied.replicates(pairs[index].one, pairs[index].other)
            }
        }
        return pairs
    }

    private mutating func count(_ one: Holding.Strength, _ other: Holding.Strength) {
        switch (min(one, other), max(one, other)) {
        case (.written, _): files += 1
        case (.watched, _): watched += 1
        case (_, .live): live += 1
        case (_, .ending): ending += 1
        default: ended += 1
        }
    }
}

extension Holding {
    /// How much of a hold an environment has on a key.
    package enum Strength: Int, Comparable {
        case written, watched, ended, ending, live

        package static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }

    package var strength: Strength {
        switch form {
        case .live: .live
        case .ending: .ending
        case .ended: .ended
        case .watched: .watched
        case .written: .written
        }
    }
}
