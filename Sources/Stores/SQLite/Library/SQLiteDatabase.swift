internal import CSQLite

/// A connection to a database that is there; used by one task at a time.
final class SQLiteDatabase {
    private var handle: OpaquePointer?

    /// Opens without making a file, and reads as much as says whether it is a database.
    init(path: String, busyMilliseconds: Int, functions: [SQLiteFunction]) throws(SQLiteFailure) {
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        do throws(SQLiteFailure) {
            guard code == SQLITE_OK else { throw SQLiteFailure(code, of: handle) }
            try check(sqlite3_busy_timeout(handle, Int32(busyMilliseconds)))
            try check(keyturn_quotes_are_names(handle))
            for function in functions { try function.add(to: handle) }
            try check(
                sqlite3_exec(handle, "PRAGMA foreign_keys = ON; SELECT 1 FROM sqlite_master LIMIT 1", nil, nil, nil)
            )
        } catch {
            close()
            throw error
        }
    }

    deinit { close() }

    /// Closes the file; what is done afterwards fails.
    func close() {
        sqlite3_close_v2(handle)
        handle = nil
    }

    private func check(_ code: Int32) throws(SQLiteFailure) {
        guard code == SQLITE_OK else { throw SQLiteFailure(code, of: handle) }
    }

    func prepare(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement { try SQLiteStatement(sql, on: handle) }

    func execute(_ sql: String, _ arguments: [any SQLiteArgument] = []) throws {
        try prepare(sql).execute(arguments)
    }

    /// Hands over each row of an answer.
    func forEach(_ sql: String, _ arguments: [any SQLiteArgument] = [], _ body: (SQLiteRow) throws -> Void) throws {
        try prepare(sql).run(arguments) { row in
            try body(row)
            return true
        }
    }

    /// What is made of each row, in their order.
    func map<Result>(
        _ sql: String,
        _ arguments: [any SQLiteArgument] = [],
        _ read: (SQLiteRow) throws -> Result
    ) throws -> [Result] {
        var results: [Result] = []
        try forEach(sql, arguments) { results.append(try read($0)) }
        return results
    }

    /// What is made of the first row; nil for none.
    func first<Result>(
        _ sql: String,
        _ arguments: [any SQLiteArgument] = [],
        _ read: (SQLiteRow) throws -> Result
    ) throws -> Result? {
        try prepare(sql).first(arguments, read)
    }

    /// The first column of the first row as text; nil for no row and for NULL.
    func text(_ sql: String, _ arguments: [any SQLiteArgument] = []) throws -> String? {
        try first(sql, arguments) { $0.text(0) } ?? nil
    }

    /// The first column of every row as text, without NULL.
    func texts(_ sql: String, _ arguments: [any SQLiteArgument] = []) throws -> [String] {
        try map(sql, arguments) { $0.text(0) }.compactMap(\.self)
    }

    /// How many rows the last statement changed.
    var changesCount: Int { Int(sqlite3_changes64(handle)) }

    /// One transaction, which takes the write lock at its beginning; what `work` throws undoes it.
    func immediately(_ work: () throws -> Void) throws {
        try execute("BEGIN IMMEDIATE")
        do {
            try work()
            try execute("COMMIT")
        } catch {
            // SQLite has rolled back some failures by itself.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }
}
