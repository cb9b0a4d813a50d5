package import Model

extension StoreProfile {
    /// What a run needs in the database of an environment: the columns that statements name, and nothing more.
    ///
    /// Rows are deleted only where an identity declares `retain`, and only dead ones.
    package func neededRights(for environment: Environment) -> NeededRights {
        let owned = NeededRights.Table(
            name: owners.table,
            select: [owners.id, owners.email, owners.name],
            insert: [owners.id, owners.email, owners.name] + [owners.createdAt, owners.updatedAt].compactMap(\.self)
        )
        let columns = [keys.id, keys.owner, keys.key, keys.name, keys.isActive, keys.expiresAt, keys.createdAt]
        let issued = NeededRights.Table(
            name: keys.table,
            select: columns + [keys.lastUsedAt].compactMap(\.self),
            insert: columns + [keys.lastUsedAt, keys.updatedAt].compactMap(\.self),
            update: [keys.isActive, keys.expiresAt] + [keys.updatedAt].compactMap(\.self),
            deletes: environment.identities.contains { $0.rotation.retain != nil }
        )
        let watched = environment.watches.compactMap { watch -> NeededRights.Table? in
            guard case .table(let table) = watch.source else { return nil }
            return NeededRights.Table(name: table.name, select: table.allColumns)
        }
        return NeededRights([owned, issued] + watched)
    }
}
