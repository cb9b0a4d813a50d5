package import Model

extension StoreProfile {
    /// What a run needs in the database of an environment: the columns that statements name, and nothing more.
    ///
    /// Rows are deleted where nothing else ends them, and dead ones where an identity declares `retain`.
    package func neededRights(for environment: Environment) -> NeededRights {
        let deletes = environment.identities.contains { $0.rotation.retain != nil }
        let watched = environment.watches.compactMap { watch -> NeededRights.Table? in
            guard case .table(let table) = watch.source else { return nil }
            return NeededRights.Table(name: table.name, select: table.allColumns)
        }
        return NeededRights(rights(deletes: deletes) + watched)
    }

    /// Of the owners' table, where there is one, and of the keys'.
    func rights(deletes: Bool) -> [NeededRights.Table] {
        if let described { return described.rights(deletes: deletes) }
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
            deletes: deletes
        )
        return [owned, issued]
    }
}

extension StoreProfile {
    /// The columns of a key's row that are written when it is inserted, each once, in the order of the profile.
    package var writtenColumns: [String] {
        guard let described else {
            return [keys.id, keys.owner, keys.key, keys.name, keys.isActive, keys.expiresAt, keys.createdAt]
                + [keys.updatedAt].compactMap(\.self)
        }
        var seen: Set<String> = []
        return described.roles.filter(\.isWritten).map(\.column).filter { seen.insert($0).inserted }
    }
}

extension KeyTable {
    /// What a run needs of the table and of the owners that it refers to.
    func rights(deletes: Bool) -> [NeededRights.Table] {
        let uses = roles
        func columns(_ isIn: (Use) -> Bool) -> [String] {
            var seen: Set<String> = []
            return uses.filter(isIn).map(\.column).filter { seen.insert($0).inserted }
        }
        let keys = NeededRights.Table(
            name: profile.table.text,
            select: columns { _ in true },
            insert: columns(\.isWritten),
            update: columns(\.isEnded),
            deletes: deletes || profile.ending.deletes,
            endsByDeletion: profile.ending.deletes,
            optional: profile.optional,
            drawn: profile.drawnID?.column
        )
        guard let owner = profile.owner, let reference = owner.references else { return [keys] }
        let names = owner.creates.map { [$0.email, $0.name] } ?? []
        let times = [owner.creates?.created, owner.creates?.updated].compactMap(\.self)
        let owners = NeededRights.Table(
            name: reference.table.text,
            select: [reference.column] + names + [owner.active?.column].compactMap(\.self),
            insert: names.isEmpty ? [] : [reference.column] + names + times
        )
        return [owners, keys]
    }
}
