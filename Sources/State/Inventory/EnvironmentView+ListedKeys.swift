internal import Fragments
package import Model

extension EnvironmentView {
    /// Every row of the store: of each identity, of declared owners besides, and of all other owners; in no order.
    package func listedKeys(now: Instant) -> [ListedKey] {
        let owners = Dictionary(observed.store.owners.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var listed: [ListedKey] = []
        listed.reserveCapacity(observed.store.keys.count + observed.store.otherKeys.count)
        func list(_ row: KeyRow, _ standing: ListedKey.Standing, _ identity: Identity?) {
            let owner = owners[row.owner] ?? identity?.owner
            // Counted back from an end that a run gave it, it would be older than it is.
            let isDated = observed.store.order == .created || standing == .current || standing == .unseen
            let row = isDated ? row : row.undated
            listed.append(ListedKey(row, standing, of: identity, owner: owner, in: name))
        }
        func ended(_ row: KeyRow) -> ListedKey.Standing { row.isActive == true ? .expired : .inactive }
        for (identity, state) in zip(environment.identities, keys.states) {
            if let row = state.current { list(row, .current, identity) }
            for row in state.older { list(row, .older, identity) }
            for row in state.unseen { list(row, .unseen, identity) }
            for row in state.dead { list(row, ended(row), identity) }
        }
        for row in keys.unmanaged { list(row, .live, nil) }
        for row in keys.endedUnmanaged { list(row, ended(row), nil) }
        for key in observed.store.otherKeys { listed.append(ListedKey(key, in: name, now: now)) }
        return listed
    }
}
