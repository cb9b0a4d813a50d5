internal import Model

/// What the columns of a table make of the values that are written into them.
struct SQLiteColumns {
    private let affinities: [String: ColumnAffinity]

    /// Of the table with that name, whatever its case.
    init(_ table: String, in database: SQLiteDatabase) throws {
        let find = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE"
        let isStrict = Self.isStrict(try database.text(find, [table]) ?? "")
        let columns = try database.map("SELECT name, type FROM pragma_table_xinfo(?)", [table]) { row in
            ((row.text(0) ?? "").lowercased(), ColumnAffinity(type: row.text(1) ?? "", isStrict: isStrict))
        }
        affinities = Dictionary(columns, uniquingKeysWith: { first, _ in first })
    }

    /// Of a column that is not there, that of one without a type.
    subscript(_ column: String) -> ColumnAffinity { affinities[column.lowercased()] ?? .blob }

    /// Whether a table's own text says that it refuses values of other types.
    ///
    /// In older versions of SQLite `pragma_table_list` is missing.
    static func isStrict(_ sql: String) -> Bool {
        let tail = sql.split(separator: ")").last ?? ""
        return tail.uppercased().split { " ,\n\t".contains($0) }.contains("STRICT")
    }
}
