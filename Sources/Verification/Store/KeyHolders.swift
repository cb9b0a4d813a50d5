internal import Fragments
package import Model
package import State

/// Who has which key: every row and every fragment of all environments, by fingerprint.
package struct KeyHolders: Sendable {
    private struct Holder: Hashable {
        /// Of an identity where it is that one's row, else of an environment.
        let address: Address

        /// Whether it is a row, rather than a file.
        let isRow: Bool
        let words: String
    }

    /// Of the keys that more than one identity or environment has: nearly always none.
    private var holders: [Fingerprint: Set<Holder>] = [:]

    /// An identity whose row holds each key: the first by its address.
    package private(set) var owners: [Fingerprint: Address] = [:]

    /// Which rows were copied from one environment's store to another's.
    private let shared: SharedKeys

    /// What could not be read, so that a key may be there as well; in order.
    package let unseen: [String]

    /// Two passes over everything: the second, which remembers who has a key, is of keys that the first saw in two places.
    ///
    /// `unseen` names the environments that are not among the views.
    package init(
        _ views: [EnvironmentView],
        _ shared: SharedKeys,
        unseen: [String] = []
    ) {
        self.shared = shared
        self.unseen =
            unseen.sorted()
            + views.flatMap { view in
                view.observed.folder.unread.keys.sorted().map { "\($0) of \(view.name)" }
            }
        owners.reserveCapacity(views.reduce(0) { $0 + $1.observed.store.keys.count })
        let several = several(in: views)
        guard !several.isEmpty else { return }
        for view in views {
            Self.forEachRow(of: view) { key, address in
                guard several.contains(key) else { return }
                insert(key, Holder(address: address, isRow: true, words: "\(address)"))
            }
            Self.forEachUndeclared(in: view) { key in
                guard several.contains(key) else { return }
                let words = "a row of \(view.name) that is not declared"
                insert(key, Holder(address: Address(view.name), isRow: true, words: words))
            }
            Self.forEachDelivered(of: view) { key, path in
                guard several.contains(key) else { return }
                let words = "\(path) of \(view.name)"
                insert(key, Holder(address: Address(view.name), isRow: false, words: words))
            }
        }
    }

    /// Finds whose each key is, and the keys of identities that something else has as well.
    private mutating func several(in views: [EnvironmentView]) -> Set<Fingerprint> {
        var several: Set<Fingerprint> = []
        for view in views {
            Self.forEachRow(of: view) { key, address in
                guard let known = owners.updateValue(address, forKey: key), known != address else { return }
                owners[key] = min(known, address)
                several.insert(key)
            }
        }
        for view in views {
            Self.forEachUndeclared(in: view) { if owners[$0] != nil { several.insert($0) } }
            Self.forEachDelivered(of: view) { key, _ in
                if let owner = owners[key], owner.environment != view.name { several.insert(key) }
            }
        }
        return several
    }

    private static func forEachRow(of view: EnvironmentView, _ body: (Fingerprint, Address) -> Void) {
        for (identity, state) in zip(view.environment.identities, view.keys.states) {
            let address = Address(view.name, identity.name)
            func lend(_ row: KeyRow) {
                body(row.fingerprint, address)
                if let other = row.otherSpelling { body(other, address) }
            }
            state.forEachLive(lend)
            state.dead.forEach(lend)
        }
    }

    private static func forEachUndeclared(in view: EnvironmentView, _ body: (Fingerprint) -> Void) {
        for key in view.observed.store.otherKeys {
            body(key.fingerprint)
            if let other = key.otherSpelling { body(other) }
        }
    }

    private static func forEachDelivered(of view: EnvironmentView, _ body: (Fingerprint, _ path: String) -> Void) {
        for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
            for key in inspection.keys {
                body(key, fragment.path)
                if let other = view.otherSpelling(of: key) { body(other, fragment.path) }
            }
        }
    }

    private mutating func insert(_ key: Fingerprint, _ holder: Holder) { holders[key, default: []].insert(holder) }

    /// Places where a key is known, apart from the identity's own: other identities' rows, and fragments of other
    /// environments; in order.
    ///
    /// Not environments whose store was copied from the identity's own.
    package func others(of key: Fingerprint, than own: Address) -> [String] {
        let copies = copied(key, from: own)
        let found = holders[key, default: []].filter { holder in
            !copies.contains(holder.address.environment)
                && (holder.isRow ? holder.address != own : holder.address.environment != own.environment)
        }
        return Set(found.map(\.words)).sorted()
    }

    /// Whose an identity's key is, where several stores hold its row.
    func copy(of key: Fingerprint, in environment: String) -> KeyCopy? { shared.copy(of: key, in: environment) }

    private func copied(_ key: Fingerprint, from own: Address) -> Set<String> {
        guard let group = shared.copied(key, in: own.environment), group.origin == own.environment else { return [] }
        return group.members.subtracting([own.environment])
    }
}
