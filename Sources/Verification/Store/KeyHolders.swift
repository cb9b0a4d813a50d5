internal import Fragments
package import Model
package import Planning

/// Who has which key: every row and every fragment of all environments, by fingerprint.
package struct KeyHolders: Sendable {
    private struct Holder: Hashable, Comparable {
        let address: Address

        /// Whether it is a row, rather than a file.
        let isRow: Bool
        let words: String

        static func < (left: Holder, right: Holder) -> Bool { left.words < right.words }
    }

    private var holders: [Fingerprint: Set<Holder>] = [:]

    /// An identity whose row holds each key: the first by its address.
    package private(set) var owners: [Fingerprint: Address] = [:]

    /// One pass over everything; the keys of no more than a few identities are mostly asked for.
    package init(_ views: [EnvironmentView]) {
        for view in views {
            for (identity, state) in zip(view.environment.identities, view.keys.states) {
                let address = Address(view.name, identity.name)
                let rows = [state.current].compactMap(\.self) + state.older + state.dead
                for row in rows {
                    insert(row.fingerprint, Holder(address: address, isRow: true, words: "\(address)"))
                    owners[row.fingerprint] = owners[row.fingerprint].map { min($0, address) } ?? address
                }
            }
            for key in view.observed.store.otherKeys {
                let holder = Holder(
                    address: Address(view.name),
                    isRow: true,
                    words: "a row of \(view.name) that is not declared"
                )
                insert(key.fingerprint, holder)
            }
            for (fragment, inspection) in zip(view.observed.layout.fragments, view.inspections) {
                let names = fragment.identities.map { view.environment.identities[$0].name }
                for key in inspection.keys {
                    for name in names {
                        let address = Address(view.name, name)
                        insert(key, Holder(address: address, isRow: false, words: "\(fragment.path) of \(view.name)"))
                    }
                }
            }
        }
    }

    private mutating func insert(_ key: Fingerprint, _ holder: Holder) { holders[key, default: []].insert(holder) }

    /// Places where a key is known, apart from the identity's own: other identities' rows, and fragments of other
    /// environments; in order.
    package func others(of key: Fingerprint, than own: Address) -> [String] {
        let found = holders[key, default: []].filter { holder in
            holder.isRow ? holder.address != own : holder.address.environment != own.environment
        }
        return Set(found.map(\.words)).sorted()
    }
}
