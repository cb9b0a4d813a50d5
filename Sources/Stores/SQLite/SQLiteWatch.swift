internal import FoundationEssentials
internal import GRDB
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
            SELECT \(age), \(table.columns.map { "keyturn_credential(w.\(quoted(column: $0)))" }.joined(separator: ", "))\
            \(labels.joined())
            FROM \(quoted(table.name)) w
            WHERE \(table.columns.map { "length(w.\(quoted(column: $0))) > 0" }.joined(separator: " OR "))
            """
    }

    func read(_ database: Database) throws -> WatchObservation {
        do {
            return WatchObservation(credentials: try credentials(database))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            guard let defect = defect(database) else { throw error }
            return WatchObservation(problems: [defect])
        }
    }

    private func credentials(_ database: Database) throws -> [WatchedCredential] {
        var found = WatchedRows(watch, table)
        let width = table.columns.count
        let renewal = table.renewalColumn.flatMap { names(database)?.contains($0) == true ? $0 : nil }
        let rows = try Row.fetchCursor(database, sql: statement(renewal: renewal))
        while let row = try rows.next() {
            found.append(
                labels: table.labels.indices.map { (row[2 + width + $0] as String?) ?? WatchedRows.noLabel },
                // A date that cannot be read is none: the age is not known, which is told.
                since: [SQLiteValue.instant(row[0]), SQLiteValue.instant(row[1])].compactMap(\.self).max(),
                fingerprints: (0..<width).map { column in
                    Data.fromDatabaseValue(row[2 + column])?.withUnsafeBytes { Fingerprint(digest: $0) }
                }
            )
        }
        return found.credentials
    }

    /// Why the statement does not fit the database: asked only after a failure.
    private func defect(_ database: Database) -> WatchProblem? {
        guard let found = names(database), !found.isEmpty else { return .missingTable(watch, table) }
        let missing = table.allColumns.filter { !found.contains($0.lowercased()) }
        return missing.isEmpty ? nil : .missingColumns(missing, watch, table)
    }

    /// The table's columns in small letters; a schema that is not there is an error to SQLite.
    private func names(_ database: Database) -> Set<String>? {
        let parts = table.name.split(separator: ".", maxSplits: 1).map(String.init)
        let schema = parts.count == 2 ? ", ?" : ""
        let sql = "SELECT lower(name) FROM pragma_table_xinfo(?\(schema))"
        return (try? String.fetchAll(database, sql: sql, arguments: StatementArguments(parts.reversed()))).map(Set.init)
    }
}
