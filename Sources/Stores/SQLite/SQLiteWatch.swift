internal import CSQLite
internal import Model

/// The statement of ``KeyStore/watch(_:)`` for one table and what its rows mean.
struct SQLiteWatch {
    private let watch: Watch
    private let table: Watch.Table

    init(_ watch: Watch, _ table: Watch.Table) {
        self.watch = watch
        self.table = table
    }

    /// Columns are named with their table: SQLite takes an unknown name in quotes for a text.
    private func statement(renewal: String?) -> String {
        let age = [table.ageColumn, renewal].map { $0.map { "w.\(quoted(column: $0))" } ?? "NULL" }
            .joined(separator: ", ")
        let labels = table.labels.map {
            ", substr(CAST(w.\(quoted(column: $0)) AS TEXT), 1, \(WatchedRows.longestLabel))"
        }
        return """
            SELECT \(age), \(table.columns.map { "keyturn_watched(w.\(quoted(column: $0)))" }.joined(separator: ", "))\
            \(labels.joined())
            FROM \(quoted(table.name)) w
            WHERE \(table.columns.map { "length(w.\(quoted(column: $0))) > 0" }.joined(separator: " OR "))
            """
    }

    func read(_ database: SQLiteDatabase) throws -> WatchObservation {
        do {
            return WatchObservation(credentials: try credentials(database))
        } catch let error as SQLiteFailure where error.code == SQLITE_ERROR {
            guard let defect = defect(database) else { throw error }
            return WatchObservation(problems: [defect])
        }
    }

    private func credentials(_ database: SQLiteDatabase) throws -> [WatchedCredential] {
        var found = WatchedRows(watch, table)
        let width = table.columns.count
        let renewal = table.renewalColumn.flatMap { names(database)?.contains($0) == true ? $0 : nil }
        try database.forEach(statement(renewal: renewal)) { row in
            found.append(
                labels: table.labels.indices.map { row.text(2 + width + $0) ?? WatchedRows.noLabel },
                // A date that cannot be read is none: the age is not known, which is reported.
                since: [SQLiteValue.instant(row[0]), SQLiteValue.instant(row[1])].compactMap(\.self).max(),
                fingerprints: (0..<width).map { WatchedRows.fingerprints(row[2 + $0].bytes.map(Array.init)) }
            )
        }
        return found.credentials
    }

    /// Why the statement does not fit the database: asked only after a failure.
    private func defect(_ database: SQLiteDatabase) -> WatchProblem? {
        guard let found = names(database), !found.isEmpty else { return .missingTable(watch, table) }
        let missing = table.allColumns.filter { !found.contains($0.lowercased()) }
        return missing.isEmpty ? nil : .missingColumns(missing, watch, table)
    }

    /// The table's columns in small letters; a schema that is not there is an error to SQLite.
    private func names(_ database: SQLiteDatabase) -> Set<String>? {
        let parts = table.name.split(separator: ".", maxSplits: 1).map(String.init)
        let schema = parts.count == 2 ? ", ?" : ""
        let sql = "SELECT lower(name) FROM pragma_table_xinfo(?\(schema))"
        return (try? database.texts(sql, parts.reversed())).map(Set.init)
    }
}
