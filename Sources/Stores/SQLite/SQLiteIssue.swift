internal import Model

/// The statements of ``KeyStore/issue(_:owners:at:)``, within a transaction.
///
/// Two prepared statements run once for each row: in a library that is called there are no round trips to save, and a
/// key goes as a bound parameter rather than into a text.
struct SQLiteIssue {
    let profile: StoreProfile
    let keys: [NewKey]
    let owners: [Owner]
    let endings: [KeyEnd]
    let now: Instant

    /// How ids are written; nil for as they are in the tables.
    var isDashed: Bool?

    func write(_ database: SQLiteDatabase) throws {
        // What is to be revoked may end at once: it is no bystander.
        let bystanders = SQLiteBystanders(profile: profile, now: now, asked: Set(endings.map(\.row)))
        try bystanders.guarding(database, { .endsOlderKeys(message: $0) }) { try insert(database) }
    }

    private func insert(_ database: SQLiteDatabase) throws {
        let rows = try insertRows(database)
        let end = SQLiteEnd(profile: profile, endings: KeyEndings(ends: endings), now: now)
        _ = try end.change(database)
        guard try SQLiteSideEffects.arePossible(database) else { return }
        try prove(database, rows)
        try end.prove(database)
    }

    /// - Returns: what tells each key's row apart: its id and its owner's, as they are written.
    @discardableResult
    func insertRows(_ database: SQLiteDatabase) throws -> [(id: String, owner: String)] {
        var stored = try storedOwners(database)
        let isDashed = try self.isDashed ?? Self.usesDashes(database, profile)
        try insertOwners(database, &stored, isDashed)
        return try insertKeys(database, stored, isDashed)
    }

    /// How the owners that are there already write their ids, which the keys must repeat.
    private func storedOwners(_ database: SQLiteDatabase) throws -> [OwnerID: String] {
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
        for text in try database.texts(sql, [declared.json]) {
            if let id = OwnerID(text) { stored[id] = text }
        }
        return stored
    }

    /// ORMs store a UUID as 32 digits, everyone else with dashes: new rows are written as those that are there.
    static func usesDashes(_ database: SQLiteDatabase, _ profile: StoreProfile) throws -> Bool {
        for (table, column) in [(profile.owners.table, profile.owners.id), (profile.keys.table, profile.keys.id)] {
            let sql = "SELECT \(quoted(column)) FROM \(quoted(table)) LIMIT 1"
            if let text = try database.text(sql) { return text.utf8.count != 32 }
        }
        return true
    }

    private func insertOwners(_ database: SQLiteDatabase, _ stored: inout [OwnerID: String], _ isDashed: Bool) throws {
        let table = profile.owners
        let times = [table.createdAt, table.updatedAt].compactMap(\.self)
        let insert = try statement(database, table.table, [table.id, table.email, table.name] + times)
        for owner in owners where stored[owner.id] == nil {
            let id = isDashed ? owner.id.text : owner.id.uuid.hex
            try insert.execute(
                [id, owner.email, owner.name] + times.map { _ in now.databaseText }
            )
            stored[owner.id] = id
        }
    }

    private func insertKeys(
        _ database: SQLiteDatabase,
        _ stored: [OwnerID: String],
        _ isDashed: Bool
    ) throws -> [(id: String, owner: String)] {
        let table = profile.keys
        let columns =
            [table.id, table.owner, table.key, table.name, table.isActive, table.expiresAt, table.createdAt]
            + [table.updatedAt, table.lastUsedAt].compactMap(\.self)
        let insert = try statement(database, table.table, columns)
        let updatedAt = now.databaseText
        return try keys.map { key in
            let uuid = key.fingerprint.rowID
            let row = (id: isDashed ? uuid.dashed : uuid.hex, owner: stored[key.owner] ?? key.owner.text)
            var arguments: [any SQLiteArgument] = [
                row.id, row.owner, text(key), key.name, 1, key.expiresAt?.databaseText, key.createdAt.databaseText,
            ]
            if table.updatedAt != nil { arguments += [updatedAt] }
            if table.lastUsedAt != nil { arguments += [nil as String?] }
            try insert.execute(arguments)
            return row
        }
    }

    /// Proves that every new key is in the table as it was written, and live.
    ///
    /// A trigger may drop a row, switch it off or change its key without any error. Such a key would be delivered, and
    /// the one that it replaces ended (promise 1). Under another name it would not be found again, and replaced by every run.
    ///
    /// - Throws: ``StoreError/constraint(message:)`` where one is not.
    private func prove(_ database: SQLiteDatabase, _ rows: [(id: String, owner: String)]) throws {
        let table = profile.keys
        let select = try database.prepare(
            """
            SELECT 1 FROM \(quoted(table.table))
            WHERE \(quoted(table.id)) = ? AND \(quoted(table.owner)) = ? AND \(quoted(table.key)) = ?
                AND \(quoted(table.name)) = ?
                AND \(SQLiteValue.isTrue(quoted(table.isActive))) AND \(quoted(table.expiresAt)) IS ?
            """
        )
        var altered = 0
        for (key, row) in zip(keys, rows) {
            let arguments: [any SQLiteArgument] = [row.id, row.owner, text(key), key.name, key.expiresAt?.databaseText]
            if try select.first(arguments, { _ in true }) == nil { altered += 1 }
        }
        guard altered == 0 else { throw StoreError.constraint(message: AlteredRows.keys(altered, of: keys.count)) }
    }

    private func text(_ key: NewKey) -> String { key.secret.withBytes { String(decoding: $0, as: UTF8.self) } }

    private func statement(_ database: SQLiteDatabase, _ table: String, _ columns: [String]) throws -> SQLiteStatement {
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        return try database.prepare(
            "INSERT INTO \(quoted(table)) (\(quoted(columns))) VALUES (\(places))"
        )
    }
}
