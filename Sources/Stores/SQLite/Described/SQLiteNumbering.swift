/// What numbers the rows of a described table, asked for the next numbers before rows are written.
///
/// `AUTOINCREMENT` never gives a number again, and applications may change what it counts by
/// (https://www.sqlite.org/autoinc.html). Of any other `INTEGER PRIMARY KEY` the next number is known and not reserved:
/// where another connection takes it first, the insert is refused, and the run draws once more.
struct SQLiteNumbering {
    private let table: String
    private let column: String

    init(_ table: String, _ column: String) {
        self.table = table
        self.column = column
    }

    /// Whether the column is the rows' own number, which SQLite fills in.
    ///
    /// Any other primary key has an index (https://www.sqlite.org/lang_createtable.html#rowid).
    func isRowNumber(in database: SQLiteDatabase) throws -> Bool {
        let sql = """
            SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2 COLLATE NOCASE AND pk > 0 AND type = 'INTEGER' COLLATE NOCASE
                AND NOT EXISTS (SELECT 1 FROM pragma_index_list(?1) WHERE origin = 'pk')
            """
        return try database.first(sql, [table, column]) { _ in true } ?? false
    }

    /// Reserves so many numbers where the table counts them, else looks at which are next.
    ///
    /// - Returns: the number before them; nil where nothing numbers rows, or no number is left.
    func draw(_ count: Int, in database: SQLiteDatabase) throws -> Int64? {
        let find = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE"
        let found = try database.first(find, [table]) { (name: $0.text(0) ?? "", sql: $0.text(1) ?? "") }
        guard let found, try isRowNumber(in: database) else { return nil }
        let highest = "SELECT max(\(quoted(column: column))) FROM \(quoted(found.name))"
        var last = max(0, try database.first(highest) { $0[0].integer ?? 0 } ?? 0)
        let isCounted = found.sql.uppercased().contains("AUTOINCREMENT")
        if isCounted {
            let counted = "SELECT max(seq) FROM sqlite_sequence WHERE name = ?"
            last = max(last, try database.first(counted, [found.name]) { $0[0].integer ?? 0 } ?? 0)
        }
        guard last <= .max - Int64(count) else { return nil }
        guard isCounted else { return last }
        try database.execute("DELETE FROM sqlite_sequence WHERE name = ?", [found.name])
        try database.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            [found.name, last + Int64(count)]
        )
        return last
    }
}
