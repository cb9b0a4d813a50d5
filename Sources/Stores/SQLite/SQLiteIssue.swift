internal import GRDB
internal import Model

/// The statements of ``KeyStore/issue(_:owners:at:)``, within a transaction.
///
/// Two prepared statements run once for each row: in a library that is called there are no round trips to save, and a
/// key goes as a bound parameter rather than into a text.
struct SQLiteIssue {
    let profile: StoreProfile
    let keys: [NewKey]
    let owners: [Owner]
    let now: Instant

    func write(_ database: Database) throws {
        var stored = try storedOwners(database)
        let isDashed = try usesDashes(database)
        try insertOwners(database, &stored, isDashed)
        try insertKeys(database, stored, isDashed)
    }

    /// How the owners that are there already write their ids, which the keys must repeat.
    private func storedOwners(_ database: Database) throws -> [OwnerID: String] {
        let table = profile.owners
        let ids = keys.lazy.map { Owner(id: $0.owner, email: "", name: "") }
        let declared = SQLiteDeclared(owners + ids)
        let column = "o.\(quoted(table.id))"
        // Not a join: SQLite would go over the whole table for each declared owner.
        let sql = """
            WITH \(SQLiteDeclared.table)
            SELECT \(column) FROM \(quoted(table.table)) o WHERE \(SQLiteValue.hex(column)) IN (SELECT id FROM declared)
            """
        var stored: [OwnerID: String] = [:]
        let rows = try Row.fetchCursor(database, sql: sql, arguments: [declared.json])
        while let row = try rows.next() {
            let text: String = row[0]
            if let id = OwnerID(text) { stored[id] = text }
        }
        return stored
    }

    /// ORMs store a UUID as 32 digits, everybody else with dashes: new rows are written as those that are there.
    private func usesDashes(_ database: Database) throws -> Bool {
        for (table, column) in [(profile.owners.table, profile.owners.id), (profile.keys.table, profile.keys.id)] {
            let sql = "SELECT \(quoted(column)) FROM \(quoted(table)) LIMIT 1"
            if let text = try String.fetchOne(database, sql: sql) { return text.utf8.count != 32 }
        }
        return true
    }

    private func insertOwners(_ database: Database, _ stored: inout [OwnerID: String], _ isDashed: Bool) throws {
        let table = profile.owners
        let times = [table.createdAt, table.updatedAt].compactMap(\.self)
        let insert = try statement(database, table.table, [table.id, table.email, table.name] + times)
        for owner in owners where stored[owner.id] == nil {
            let id = isDashed ? owner.id.text : owner.id.uuid.hex
            try insert.execute(
                arguments: StatementArguments(
                    [id, owner.email, owner.name] + times.map { _ in now.databaseText }
                )
            )
            stored[owner.id] = id
        }
    }

    private func insertKeys(_ database: Database, _ stored: [OwnerID: String], _ isDashed: Bool) throws {
        let table = profile.keys
        let columns =
            [table.id, table.owner, table.key, table.name, table.isActive, table.expiresAt, table.createdAt]
            + [table.updatedAt, table.lastUsedAt].compactMap(\.self)
        let insert = try statement(database, table.table, columns)
        let updatedAt = now.databaseText
        var generator = BufferedRandom()
        for key in keys {
            let id = RowUUID.random(using: &generator)
            let secret = key.secret.withBytes { String(decoding: $0, as: UTF8.self) }
            var arguments: StatementArguments = [
                isDashed ? id.dashed : id.hex, stored[key.owner] ?? key.owner.text, secret, key.name, 1,
                key.expiresAt?.databaseText, key.createdAt.databaseText,
            ]
            if table.updatedAt != nil { arguments += [updatedAt] }
            if table.lastUsedAt != nil { arguments += [nil] }
            try insert.execute(arguments: arguments)
        }
    }

    private func statement(_ database: Database, _ table: String, _ columns: [String]) throws -> Statement {
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        return try database.makeStatement(
            sql: "INSERT INTO \(quoted(table)) (\(quoted(columns))) VALUES (\(places))"
        )
    }
}
