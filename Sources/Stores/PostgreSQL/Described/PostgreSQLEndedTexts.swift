internal import Model

/// Reads what the key's column holds of rows that are to be ended at once, where a command asks for it.
struct PostgreSQLEndedTexts {
    private let table: PostgreSQLTable
    private let rows: [String]

    /// Those that a row can be found by.
    private let keys: [(known: String, key: Fingerprint)]

    init(_ table: PostgreSQLTable, _ endings: KeyEndings) {
        self.table = table
        let isAsked = table.table.tellsEndedTexts
        rows = isAsked ? endings.deactivated : []
        keys = isAsked ? endings.deactivatedKeys.compactMap { key in table.known(key).map { ($0, key) } } : []
    }

    /// In the transaction that ends them, before it does.
    func read(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> EndedTexts {
        var texts = EndedTexts()
        if !rows.isEmpty {
            for (row, text) in try pairs(connection, table.handle, rows) { texts.byRow[row] = text }
        }
        if !keys.isEmpty {
            let found = Dictionary(
                try pairs(connection, table.known, keys.map(\.known)).map { ($0, [$1]) },
                uniquingKeysWith: +
            )
            for (known, key) in keys { texts.byKey[key] = found[known] }
        }
        return texts
    }

    private func pairs(
        _ connection: PostgreSQLConnection,
        _ name: String,
        _ names: [String]
    ) throws(PostgreSQLFailure) -> [(String, String)] {
        let sql = """
            SELECT \(name), \(table.stored) FROM \(table.name) k WHERE \(name) IN (SELECT unnest($1::text[]))
            """
        guard let result = try connection.pipeline([(sql, [.texts(names)])]).first else { return [] }
        return (0..<result.rows).compactMap { row in
            guard let name = result.text(row, 0), let text = result.text(row, 1) else { return nil }
            return (name, text)
        }
    }
}
