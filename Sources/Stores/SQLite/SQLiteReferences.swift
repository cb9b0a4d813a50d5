internal import Model

/// The foreign keys of a table, apart from the owner's, whose absence is told by the owner's name.
struct SQLiteReferences {
    private let table: String
    private let references: [Reference]

    private struct Reference {
        let parent: String
        let columns: [String]
        let parentColumns: [String]
    }

    init(of table: String, besides owner: String?, in database: SQLiteDatabase) throws {
        let sql = "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id, seq"
        let columns = try database.map(sql, [table]) { row in
            (id: row[0].integer ?? 0, parent: row.text(1) ?? "", from: row.text(2) ?? "", to: row.text(3))
        }
        var references: [Reference] = []
        for (_, columns) in Dictionary(grouping: columns, by: \.id).sorted(by: { $0.key < $1.key }) {
            let from = columns.map(\.from)
            guard from.map({ $0.lowercased() }) != [owner?.lowercased()], let parent = columns.first?.parent else {
                continue
            }
            let named = columns.compactMap(\.to)
            let key = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
            references.append(
                Reference(
                    parent: parent,
                    columns: from,
                    parentColumns: named.count == from.count ? named : try database.texts(key, [parent])
                )
            )
        }
        self.table = table
        self.references = references
    }

    var isEmpty: Bool { references.isEmpty }

    /// The columns of foreign keys that rows in one database violate, by the other tables in another one.
    func violated(by rows: SQLiteDatabase, in database: SQLiteDatabase) throws -> [String] {
        try references.filter { try isViolated($0, rows, database) }.map { $0.columns.joined(separator: ", ") }
    }

    private func isViolated(_ reference: Reference, _ rows: SQLiteDatabase, _ database: SQLiteDatabase) throws -> Bool {
        let list = reference.columns.map { quoted(column: $0) }.joined(separator: ", ")
        let count = reference.columns.count
        let values = try rows.map("SELECT DISTINCT \(list) FROM \(quoted(table))") { row in
            (0..<count).map { row[$0] }
        }
        let alike = reference.parentColumns.map { "\(quoted(column: $0)) = ?" }.joined(separator: " AND ")
        let sql = "SELECT 1 FROM \(quoted(reference.parent)) WHERE \(alike)"
        for value in values where !value.contains(.null) {
            // What cannot be looked up cannot be referred to.
            guard reference.parentColumns.count == count, (try? database.first(sql, value) { _ in true }) == true else {
                return true
            }
        }
        return false
    }
}
