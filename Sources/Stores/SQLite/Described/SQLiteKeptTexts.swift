internal import Model

/// What SQLite keeps of identifying values, as the text that their rows are found by: `1.50` is 1.5 in a column of numbers.
///
/// SQLite itself is asked, in a database in memory, where a value may be changed on its way.
final class SQLiteKeptTexts {
    private let table: String
    private let database: SQLiteDatabase
    private var columns: SQLiteColumns?
    private var memory: SQLiteDatabase?
    private var known: [Value: String?] = [:]

    private struct Value: Hashable {
        let value: ProfileValue
        let affinity: ColumnAffinity
    }

    init(of table: String, in database: SQLiteDatabase) {
        self.table = table
        self.database = database
    }

    /// Nil for NULL.
    func text(of value: ColumnValue) throws -> String? {
        let columns = try columns ?? SQLiteColumns(table, in: database)
        self.columns = columns
        let affinity = columns[value.column]
        let isKept =
            switch value.value {
            case .null, .json: true
            case .text(let text): affinity.keeps(text)
            case .number(let number): affinity == .text || affinity != .real && Int64(number).map(String.init) == number
            case .bool: false
            }
        return isKept ? value.value.text : try stored(Value(value: value.value, affinity: affinity))
    }

    private func stored(_ value: Value) throws -> String? {
        if let text = known[value] { return text }
        let memory = try opened()
        try memory.execute("DELETE FROM t")
        let column = value.affinity.column
        try memory.execute("INSERT INTO t (\(column)) VALUES (?)", [SQLiteValue.cell(value.value, in: value.affinity)])
        let text = try memory.text("SELECT CAST(\(column) AS TEXT) FROM t")
        known[value] = .some(text)
        return text
    }

    private func opened() throws -> SQLiteDatabase {
        if let memory { return memory }
        let memory = try SQLiteDatabase(path: ":memory:", busyMilliseconds: 0, functions: [])
        try memory.execute("CREATE TABLE t (integers INTEGER, texts TEXT, blobs BLOB, reals REAL, numbers NUMERIC)")
        self.memory = memory
        return memory
    }
}

extension ColumnAffinity {
    /// The column of that affinity.
    fileprivate var column: String {
        switch self {
        case .integer: "integers"
        case .text: "texts"
        case .blob: "blobs"
        case .real: "reals"
        case .numeric: "numbers"
        }
    }
}
