internal import Model

extension StoreProfile {
    /// What is written into a column of the owners' table, by its name.
    var ownerRoles: [String: StoreSchema.Role] {
        Self.roles([
            (owners.id, .ownerID), (owners.email, .ownerEmail), (owners.name, .ownerName),
            (owners.createdAt, .otherTime), (owners.updatedAt, .otherTime),
        ])
    }

    /// What is written into a column of the keys' table, by its name.
    var keyRoles: [String: StoreSchema.Role] {
        if let described { return Self.roles(described.roles.filter(\.isWritten).map { ($0.column, $0.role) }) }
        return Self.roles([
            (keys.id, .keyID), (keys.owner, .keyOwner), (keys.key, .key), (keys.name, .keyName),
            (keys.isActive, .isActive), (keys.expiresAt, .expiresAt), (keys.createdAt, .createdAt),
            (keys.lastUsedAt, .lastUsedAt), (keys.updatedAt, .otherTime),
        ])
    }

    private static func roles(_ columns: [(String?, StoreSchema.Role)]) -> [String: StoreSchema.Role] {
        Dictionary(
            columns.compactMap { name, role in name.map { ($0, role) } },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension StoreSchema.Table {
    /// Notes the columns of the profile that were not found.
    mutating func lookForMissing(_ roles: [String: StoreSchema.Role]) {
        let found = Set(columns.map { $0.name.lowercased() })
        missing = roles.keys.filter { !found.contains($0.lowercased()) }.sorted()
    }
}
