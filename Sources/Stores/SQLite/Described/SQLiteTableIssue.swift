internal import Model

/// The statements of ``KeyStore/issue(_:owners:ending:at:expecting:)`` over a described table, within a transaction.
struct SQLiteTableIssue {
    private let table: SQLiteTable
    private let row: NewRow
    private let keys: [NewKey]
    private let owners: [Owner]
    private let endings: [KeyEnd]
    private let now: Instant

    init(_ table: KeyTable, keys: [NewKey], owners: [Owner], endings: [KeyEnd], now: Instant) {
        self.table = SQLiteTable(table: table)
        row = NewRow(table, for: keys, now: now)
        self.keys = keys
        self.owners = owners
        self.endings = endings
        self.now = now
    }

    /// Rows that are tried and not kept.
    init(_ table: KeyTable, trying keys: [NewKey], now: Instant) {
        self.table = SQLiteTable(table: table)
        row = NewRow(table, trying: keys, now: now)
        self.keys = keys
        owners = []
        endings = []
        self.now = now
    }

    /// The rows of keys alone.
    func insertRows(_ database: SQLiteDatabase) throws {
        try insertKeys(database, table.usesDashes(database, andOwners: false))
    }

    func write(_ database: SQLiteDatabase) throws {
        let bystanders = SQLiteTableBystanders(
            table: table,
            now: now,
            asked: Set(endings.map(\.row)),
            proofs: Set(keys.map { table.proof(of: $0, in: row) })
        )
        try bystanders.guarding(database, { .endsOlderKeys(message: $0) }) {
            let isDashed = try table.usesDashes(database)
            try insertOwners(database, isDashed)
            try insertKeys(database, isDashed)
            let end = SQLiteTableEnd(table.table, KeyEndings(ends: endings), now: now)
            _ = try end.change(database)
            guard try SQLiteSideEffects.arePossible(database) else { return }
            try prove(database, isDashed)
            try end.prove(database)
        }
    }

    private func insertOwners(_ database: SQLiteDatabase, _ isDashed: Bool) throws {
        guard !owners.isEmpty, let column = table.profile.owner, let reference = column.references,
            let creates = column.creates
        else { return }
        let times = [creates.created, creates.updated].compactMap(\.self)
        let names = ([reference.column, creates.email, creates.name] + times).map { quoted(column: $0) }
        let insert = try database.prepare(
            """
            INSERT INTO \(quoted(reference.table.text)) (\(names.joined(separator: ", ")))
            VALUES (\(names.map { _ in "?" }.joined(separator: ", "))) ON CONFLICT (\(names[0])) DO NOTHING
            """
        )
        for owner in owners {
            let text = owner.id.columnText
            let id = column.kind == .uuid && !isDashed ? RowUUID(text)?.hex ?? text : text
            try insert.execute([id, owner.email, owner.name] + times.map { _ in now.databaseText })
        }
    }

    private func insertKeys(_ database: SQLiteDatabase, _ isDashed: Bool) throws {
        let columns = try SQLiteColumns(table.profile.table.name, in: database)
        let affinities = row.columns.map { columns[$0] }
        var statements: [[Bool]: SQLiteStatement] = [:]
        for key in keys {
            let values = row.values(of: key)
            let shape = values.map { $0 != nil }
            let statement: SQLiteStatement
            if let known = statements[shape] {
                statement = known
            } else {
                let names = zip(row.columns, shape).filter(\.1).map { quoted(column: $0.0) }
                let places = names.map { _ in "?" }.joined(separator: ", ")
                statement = try database.prepare(
                    "INSERT INTO \(table.name) (\(names.joined(separator: ", "))) VALUES (\(places))"
                )
                statements[shape] = statement
            }
            try statement.execute(
                zip(values, affinities).compactMap { value, affinity in value.map { cell($0, affinity, isDashed) } }
            )
        }
    }

    private func cell(_ value: RowValue, _ affinity: ColumnAffinity, _ isDashed: Bool) -> SQLiteCell {
        switch value {
        case .null: .null
        case .bool(let value): SQLiteValue.cell(.bool(value), in: affinity)
        case .number(let text): SQLiteValue.cell(.number(text), in: affinity)
        case .text(let text), .json(let text): .text(text)
        case .uuid(let uuid): .text(isDashed ? uuid.dashed : uuid.hex)
        case .bytes(let bytes): .blob(bytes)
        case .secret(let secret): .text(secret.withBytes { String(decoding: $0, as: UTF8.self) })
        case .moment(let instant, let column):
            SQLiteTable.cell(instant, in: column, isEnd: column.column == table.profile.expires?.column)
        }
    }

    /// Proves that every new key is in the table as it was written, and live.
    private func prove(_ database: SQLiteDatabase, _ isDashed: Bool) throws {
        let profile = table.profile
        var conditions = ["\(table.proof) = ?1", table.isActive]
        if profile.nameColumn != nil { conditions.append("\(table.label) = ?2") } else { conditions.append("?2 = ?2") }
        if let owner = profile.owner {
            let column = quoted(column: owner.column)
            conditions.append(owner.kind == .uuid ? "\(SQLiteValue.hex(column)) = ?3" : "CAST(\(column) AS TEXT) = ?3")
        } else {
            conditions.append("?3 IS ?3")
        }
        if profile.expires != nil { conditions.append("\(table.end) IS ?4") } else { conditions.append("?4 IS ?4") }
        conditions.append(profile.publicID == nil ? "?5 IS ?5" : "\(table.publicID) = ?5")
        let select = try database.prepare(
            "SELECT 1 FROM \(table.name) WHERE \(conditions.joined(separator: " AND "))"
        )
        var altered = 0
        for key in keys {
            let owner = key.owner.columnText
            let end = key.expiresAt.flatMap { end in
                profile.expires.map { $0.kept(end.raised(to: SQLiteTable.unit($0)), as: $0.sqlite).microseconds }
            }
            let arguments: [any SQLiteArgument] = [
                table.proof(of: key, in: row), row.name(key), RowUUID(owner)?.hex ?? owner, end, key.publicID,
            ]
            if try select.first(arguments, { _ in true }) == nil { altered += 1 }
        }
        guard altered == 0 else { throw StoreError.constraint(message: AlteredRows.keys(altered, of: keys.count)) }
    }
}
