package import Model

/// Keys whose one row is in the stores of several environments: a standby, a replica, a restored backup, a copied file.
///
/// Such a key was not given to two environments. It belongs to the one that the rows came from, and stays there.
package struct CopiedKeys: Sendable {
    /// The environments that hold one key by one row.
    package struct Group: Hashable, Sendable {
        package let members: Set<String>

        /// The environment that the row came from; nil if nothing tells.
        package fileprivate(set) var origin: String?

        /// Whether both hold the row.
        package func connects(_ one: String, _ other: String) -> Bool {
            members.contains(one) && members.contains(other)
        }
    }

    /// By the one spelling under which a shared key is listed.
    ///
    /// Several groups where different rows hold one key.
    package private(set) var groups: [Fingerprint: [Group]] = [:]

    /// Environments whose store follows another one.
    package let replicas: Set<String>

    static let none = CopiedKeys()

    private init() { replicas = [] }

    /// - Parameters:
    ///   - inventories: every environment.
    ///   - names: the one spelling under which each shared key is listed, by every spelling.
    ///   - holdings: what holds each shared key.
    init<Inventory: KeyInventory>(
        in inventories: [Inventory],
        _ names: [Fingerprint: Fingerprint],
        _ holdings: [Fingerprint: [Holding]]
    ) {
        replicas = Set(inventories.lazy.filter(\.isReplica).map(\.name))
        var marks: [Fingerprint: [String: Set<RowMark>]] = [:]
        for inventory in inventories {
            inventory.forEachRow { mark in
                guard let name = names[mark.fingerprint] else { return }
                marks[name, default: [:]][inventory.name, default: []].insert(mark)
            }
        }
        for (key, byEnvironment) in marks {
            let alike = Dictionary(grouping: byEnvironment.keys) { byEnvironment[$0] ?? [] }
            let copied = alike.values.filter { $0.count > 1 }.map { Group(members: Set($0)) }
            if !copied.isEmpty { groups[key] = copied }
        }
        if !groups.isEmpty { findOrigins(inventories, holdings) }
    }

    /// The group by whose one row an environment holds a key, in the spelling that is listed; nil where its row is its own.
    package func group(of key: Fingerprint, in environment: String) -> Group? {
        groups[key]?.first { $0.members.contains(environment) }
    }

    /// Whether two environments hold any row in common.
    package func connects(_ one: String, _ other: String) -> Bool {
        groups.values.contains { $0.contains { $0.connects(one, other) } }
    }

    /// Whether one of two environments follows another store, and they hold a row in common.
    package func replicates(_ one: String, _ other: String) -> Bool {
        !replicas.isDisjoint(with: [one, other]) && connects(one, other)
    }

    // MARK: - Origins

    /// What reports the key itself comes first; a key of which nothing tells came the way that the others came.
    private mutating func findOrigins<Inventory: KeyInventory>(
        _ inventories: [Inventory],
        _ holdings: [Fingerprint: [Holding]]
    ) {
        var ways: [Set<String>: Set<String>] = [:]
        for (key, found) in groups {
            let holdings = holdings[key] ?? []
            let delivered = environments(in: holdings) { if case .file = $0 { true } else { false } }
            let declared = environments(in: holdings) { kind in
                switch kind {
                case .identity, .ended: true
                default: false
                }
            }
            let issued = Set(inventories.lazy.filter { $0.issued(key) }.map(\.name))
            groups[key] = found.map { group in
                var group = group
                if let origin = only(group.members.subtracting(replicas)) {
                    group.origin = origin
                } else if let origin = only(group.members.intersection(delivered)) ?? only(group.members, issued) {
                    group.origin = origin
                    ways[group.members, default: []].insert(origin)
                } else {
                    group.origin = only(group.members, declared)
                }
                return group
            }
        }
        for (key, found) in groups {
            groups[key] = found.map { group in
                var group = group
                if group.origin == nil { group.origin = only(ways[group.members] ?? []) }
                return group
            }
        }
    }

    private func environments(in holdings: [Holding], _ matches: (Place.Kind) -> Bool) -> Set<String> {
        Set(holdings.filter { matches($0.place.kind) }.map(\.place.environment))
    }

    private func only(_ members: Set<String>, _ chosen: Set<String>? = nil) -> String? {
        let left = chosen.map(members.intersection) ?? members
        return left.count == 1 ? left.first : nil
    }
}
