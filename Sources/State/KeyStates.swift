package import Model

/// The rows of an environment, sorted to the identities that declare them.
package struct KeyStates: Sendable {
    /// Indexed like the environment's `identities`.
    package let states: [KeyState]

    /// Live rows of declared owners whose name no identity declares.
    package let unmanaged: [KeyRow]

    /// Dead rows of declared owners whose name no identity declares: who saw their keys still knows them.
    package let endedUnmanaged: [KeyRow]

    private struct RowAddress: Hashable {
        let owner: OwnerID
        let name: String?
    }

    package init(of observed: ObservedEnvironment, now: Instant) {
        let identities = observed.environment.identities
        var indexes: [RowAddress: Int] = [:]
        indexes.reserveCapacity(identities.count)
        for (index, identity) in identities.enumerated() {
            indexes[RowAddress(owner: identity.owner.id, name: identity.keyName)] = index
        }
        var states = [KeyState](repeating: KeyState(), count: identities.count)
        var unmanaged: [KeyRow] = []
        var endedUnmanaged: [KeyRow] = []
        for row in observed.store.keys {
            if let index = indexes[RowAddress(owner: row.owner, name: row.name)] {
                states[index].insert(row, now: now)
            } else if row.isLive(at: now) {
                unmanaged.append(row)
            } else {
                endedUnmanaged.append(row)
            }
        }
        self.states = states
        self.unmanaged = unmanaged
        self.endedUnmanaged = endedUnmanaged
    }
}
