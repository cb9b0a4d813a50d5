/// What numbers the rows of a described table, asked for the next numbers before rows are written.
///
/// Only `AUTOINCREMENT` never gives a number again, and applications may change what it counts by
/// (https://www.sqlite.org/autoinc.html).
struct SQLiteNumbering {
    private let table: String
    private let column: String

    init(_ table: String, _ column: String) {
        self.table = table
        self.column = column
    }

    /// Whether a table's own text says that its rows are numbered so.
    static func isCounted(_ sql: String) -> Bool { sql.uppercased().contains("AUTOINCREMENT") }

    /// Reserves so many numbers.
    ///
    /// - Returns: the number before them; nil where the table does not count.
    func draw(_ count: Int, in database: SQLiteDatabase) throws -> Int64? {
        let find = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE"
        let found = try database.first(find, [table]) { (name: $0.text(0) ?? "", sql: $0.text(1) ?? "") }
        guard let found, Self.isCounted(found.sql) else { return nil }
        let counted = "(SELECT max(seq) FROM sqlite_sequence WHERE name = ?1)"
        let highest = "(SELECT max(\(quoted(column: column))) FROM \(quoted(found.name)))"
        let select = "SELECT max(coalesce(\(counted), 0), coalesce(\(highest), 0))"
        guard let last = try database.first(select, [found.name], { $0[0].integer ?? 0 }) else { return nil }
        try database.execute("DELETE FROM sqlite_sequence WHERE name = ?", [found.name])
        try database.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            [found.name, last + Int64(count)]
        )
        return last
    }
}
