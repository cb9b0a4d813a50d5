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

    private var holders: [Fingerprint: Set<Holder>] = [:]

    /// An identity whose row holds each key: the first by its address.
    package private(set) var owners: [Fingerprint: Address] = [:]

    /// Which rows were copied from one environment's store to another's.
    private let shared: SharedKeys

    /// What could not be read, so that a key may be there as well; in order.
    package let unseen: [String]

    /// One pass over everything; the keys of no more than a few identities are mostly asked for.
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
        for view in views {
            for (identity, state) in zip(view.environment.identities, view.keys.states) {
                let address = Address(view.name, identity.name)
                let rows = state.rows
                for row in rows {
                    let holder = Holder(address: address, isRow: true, words: "\(address)")
                    insert(row.fingerprint, holder)
                    if let other = row.otherSpelling { insert(other, holder) }
                    for key in [row.fingerprint, row.otherSpelling].compactMap(\.self) {
                        owners[key] = owners[key].map { min($0, address) } ?? address
                    }
                }
            }
            for key in view.observed.store.otherKeys {
                let holder = Holder(
                    address: Address(view.name),
                    isRow: true,
                    words: "a row of \(view.name) that is not declared"
                )
                insert(key.fingerprint, holder)
                if let other = key.otherSpelling { insert(other, holder) }
            }
            for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
                let words = "\(fragment.path) of \(view.name)"
                let holder = Holder(address: Address(view.name), isRow: false, words: words)
                for key in inspection.keys {
                    insert(key, holder)
                    if let other = view.otherSpelling(of: key) { insert(other, holder) }
                }
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
