internal import Model

/// The statements of ``KeyStore/end(_:at:)`` over a described table, within a transaction.
struct SQLiteTableEnd {
    private let table: SQLiteTable
    private let endings: KeyEndings
    private let now: Instant

    init(_ table: KeyTable, _ endings: KeyEndings, now: Instant) {
        self.table = SQLiteTable(table: table)
        self.endings = table.profile.expires.map { $0.kept(endings, as: $0.sqlite) } ?? endings
        self.now = now
    }

    func write(_ database: SQLiteDatabase) throws -> EndedRows {
        let bystanders = SQLiteTableBystanders(
            table: table,
            now: now,
            asked: Set(endings.deactivated + endings.deleted + named.map(\.row)),
            ends: Dictionary(
                endings.ends.filter { $0.name == nil }.map { ($0.row, $0.end) },
                uniquingKeysWith: min
            ),
            proofs: Set(keys),
            foundBy: table.known
        )
        var ended = EndedRows()
        try bystanders.guarding(database, { .endsOtherKeys(message: $0) }) {
            ended = try change(database)
            if try SQLiteSideEffects.arePossible(database) { try prove(database) }
        }
        return ended
    }

    /// Ends that are written into names, where no column holds one.
    private var named: [(row: String, name: String)] {
        guard table.profile.expires == nil, table.profile.nameColumn != nil else { return [] }
        return endings.ends.compactMap { end in end.name.map { (end.row, $0) } }
    }

    private var keys: [SQLiteCell] { endings.deactivatedKeys.compactMap { table.known($0) } }

    /// - Returns: how many rows were changed.
    func change(_ database: SQLiteDatabase) throws -> EndedRows {
        var ended = EndedRows()
        ended.texts = try texts(database)
        ended.retired = try retire(database)
        ended.deactivated =
            try deactivate(database, "\(table.handle) = ?1", endings.deactivated.map(SQLiteCell.text))
            + deactivate(database, "\(table.known) = ?1", keys)
        ended.deleted = try run(
            database,
            "DELETE FROM \(table.name) WHERE \(table.handle) = ?1 AND NOT \(table.isLive(at: "\(now.microseconds)"))",
            endings.deleted.map { [$0] }
        )
        return ended
    }

    /// What the rows hold that are to be deactivated, read before they go.
    private func texts(_ database: SQLiteDatabase) throws -> EndedTexts {
        var texts = EndedTexts()
        guard table.table.tellsEndedTexts else { return texts }
        func select(_ name: String) -> String { "SELECT \(table.stored) FROM \(table.name) WHERE \(name) = ?1" }
        for row in endings.deactivated { texts.byRow[row] = try database.text(select(table.handle), [row]) }
        for key in endings.deactivatedKeys {
            guard let known = table.known(key) else { continue }
            texts.byKey[key] = try database.texts(select(table.known), [known])
        }
        return texts
    }

    /// The condition keeps an earlier end and makes a second run write nothing.
    private func retire(_ database: SQLiteDatabase) throws -> Int {
        guard let expires = table.profile.expires else {
            return try run(
                database,
                "UPDATE \(table.name) SET \(table.label) = ?2\(updated) WHERE \(table.handle) = ?1 AND \(table.label) IS NOT ?2",
                named.map { [$0.row, $0.name] }
            )
        }
        let unit = SQLiteTable.unit(expires)
        return try run(
            database,
            """
            UPDATE \(table.name) SET \(quoted(column: expires.column)) = ?2\(updated)
            WHERE \(table.handle) = ?1 AND coalesce(\(table.end) > ?3, TRUE)
            """,
            endings.ends.map { end in
                [end.row, SQLiteTable.cell(end.end, in: expires, isEnd: true), end.end.raised(to: unit).microseconds]
            }
        )
    }

    private func deactivate(_ database: SQLiteDatabase, _ named: String, _ names: [SQLiteCell]) throws -> Int {
        try run(
            database,
            // Nothing in the row could tell that it ended.
            table.profile.ending.deletes
                ? "DELETE FROM \(table.name) WHERE \(named) AND \(isOpen)"
                : "UPDATE \(table.name) SET \(ended)\(updated) WHERE \(named) AND \(isOpen)",
            names.map { [$0] }
        )
    }

    private func run(_ database: SQLiteDatabase, _ sql: String, _ rows: [[any SQLiteArgument]]) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        let statement = try database.prepare(sql)
        var count = 0
        for row in rows {
            try statement.execute(row)
            count += database.changesCount
        }
        return count
    }

    /// Proves that every row is as it was written.
    ///
    /// - Throws: ``StoreError/constraint(message:)`` where one is not.
    func prove(_ database: SQLiteDatabase) throws {
        let late = try count(
            database,
            "\(table.handle) = ?1 AND coalesce(\(table.end) > ?2 + 1000000, TRUE)",
            table.profile.expires == nil ? [] : endings.ends.map { [$0.row, $0.end.microseconds] }
        )
        let unnamed = try count(
            database,
            "\(table.handle) = ?1 AND \(table.label) IS NOT ?2",
            named.map { [$0.row, $0.name] }
        )
        guard late + unnamed == 0 else {
            throw StoreError.constraint(message: AlteredRows.ends(late + unnamed, of: endings.ends.count))
        }
        let open = try count(database, "\(table.handle) = ?1 AND \(isOpen)", endings.deactivated.map { [$0] })
        guard open == 0 else {
            throw StoreError.constraint(message: AlteredRows.deactivated(open, of: endings.deactivated.count))
        }
        let active = try count(database, "\(table.known) = ?1 AND \(isOpen)", keys.map { [$0] })
        guard active == 0 else { throw StoreError.constraint(message: AlteredRows.stillActive(active)) }
        let dead = try count(
            database,
            "\(table.handle) = ?1 AND NOT \(table.isLive(at: "\(now.microseconds)"))",
            endings.deleted.map { [$0] }
        )
        guard dead == 0 else {
            throw StoreError.constraint(message: AlteredRows.deleted(dead, of: endings.deleted.count))
        }
    }

    private func count(_ database: SQLiteDatabase, _ condition: String, _ rows: [[any SQLiteArgument]]) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        let select = try database.prepare("SELECT 1 FROM \(table.name) WHERE \(condition)")
        return try rows.count { try select.first($0) { _ in true } != nil }
    }

    /// Whether a row was not ended yet.
    private var isOpen: String {
        table.profile.active.isEmpty ? "coalesce(\(table.end) >= \(now.microseconds), TRUE)" : table.isActive
    }

    /// What ends a row at once: its flags, or else an end that is past.
    private var ended: String {
        var parts: [String] = []
        for active in table.profile.active {
            let value =
                switch active.ended {
                case .value(.null): "NULL"
                case .value(.bool(let value)): value ? "1" : "0"
                // A column of texts keeps it as it is written.
                case .value(.number(let number)): Int64(number) == nil ? literal(number) : number
                case .value(.text(let text)), .value(.json(let text)): literal(text)
                case .now, nil:
                    literal(
                        MomentText.text(
                            now,
                            as: table.profile.expires?.sqlite.asText ?? .timestamp,
                            in: table.profile.expires?.localZone(as: .timestamp)
                        )
                    )
                }
            parts.append("\(quoted(column: active.column)) = \(value)")
        }
        if parts.isEmpty, let expires = table.profile.expires {
            let past = SQLiteTable.cell(now - SQLiteTable.unit(expires), in: expires)
            parts.append("\(quoted(column: expires.column)) = \(Self.constant(past))")
        }
        return parts.joined(separator: ", ")
    }

    private var updated: String {
        guard let updated = table.profile.updatedByEnds else { return "" }
        return ", \(quoted(column: updated.column)) = \(Self.constant(SQLiteTable.cell(now, in: updated)))"
    }

    private static func constant(_ cell: SQLiteCell) -> String {
        switch cell {
        case .integer(let number): String(number)
        case .text(let text): literal(text)
        default: "NULL"
        }
    }
}

extension TimeColumn.Kind {
    /// The kind itself where it is a text in SQLite.
    fileprivate var asText: TimeColumn.Kind? {
        switch self {
        case .timestamp, .timestamptz, .iso: self
        case .epoch, .epochMilliseconds: nil
        }
    }
}
