internal import Diagnostics
internal import Model

/// Finds out why a statement did not fit the database: which table or column is missing.
///
/// Asked only after a failure, so a healthy run does not pay for it.
struct SQLiteSchema {
    let profile: StoreProfile

    /// - Returns: nil where nothing is missing; then the failure has another reason.
    func defect(_ database: SQLiteDatabase) -> StoreError? {
        let owners = profile.owners
        let keys = profile.keys
        if profile.described != nil {
            // The owners' table, too: what is missing there fails the same statement.
            for table in profile.rights(deletes: false).reversed() {
                let columns = (table.select + table.insert).filter { !table.optional.contains($0) }
                if let defect = defect(database, table.name, columns) { return defect }
            }
            return nil
        }
        let expected: [(table: String, columns: [String?])] = [
            (owners.table, [owners.id, owners.email, owners.name, owners.createdAt, owners.updatedAt]),
            (
                keys.table,
                [
                    keys.id, keys.owner, keys.key, keys.name, keys.isActive, keys.expiresAt, keys.createdAt,
                    keys.lastUsedAt, keys.updatedAt,
                ]
            ),
        ]
        for (table, columns) in expected {
            if let defect = defect(database, table, columns) { return defect }
        }
        return nil
    }

    /// Nil for a table that is there.
    func absence(of table: String, _ database: SQLiteDatabase) throws -> StoreSchema.AbsentTable? {
        guard try database.texts("SELECT name FROM pragma_table_info(?)", [table]).isEmpty else { return nil }
        return StoreSchema.AbsentTable(table, near: missingTable(table, database).nearestTable)
    }

    func missingTable(_ table: String, _ database: SQLiteDatabase) -> StoreError {
        let names = try? database.texts("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1 LIMIT 1000", [])
        return .missingTable(table, near: NearestName.of(table, among: names ?? []))
    }

    private func defect(_ database: SQLiteDatabase, _ table: String, _ columns: [String?]) -> StoreError? {
        let sql = "SELECT lower(name) FROM pragma_table_info(?)"
        guard let found = try? Set(database.texts(sql, [table])) else { return nil }
        if found.isEmpty { return missingTable(table, database) }
        for column in columns.compactMap(\.self) where !found.contains(column.lowercased()) {
            return .missingColumn(table: table, column: column)
        }
        return nil
    }
}
