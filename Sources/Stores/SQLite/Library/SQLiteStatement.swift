internal import CSQLite

/// A statement that is prepared once and run for each list of arguments, in the order of its parameters.
final class SQLiteStatement {
    private let connection: OpaquePointer?
    private let handle: OpaquePointer?

    init(_ sql: String, on connection: OpaquePointer?) throws(SQLiteFailure) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v2(connection, sql, -1, &handle, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(code, of: connection) }
        self.connection = connection
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it to the end; rows that it gives are ignored.
    func execute(_ arguments: [any SQLiteArgument] = []) throws {
        try run(arguments) { _ in true }
    }

    /// What is made of the first row; nil for none.
    func first<Result>(_ arguments: [any SQLiteArgument] = [], _ read: (SQLiteRow) throws -> Result) throws -> Result? {
        var result: Result?
        try run(arguments) { row in
            result = try read(row)
            return false
        }
        return result
    }

    /// Runs it, and hands over each row until `body` says that it is enough.
    func run(_ arguments: [any SQLiteArgument], _ body: (SQLiteRow) throws -> Bool) throws {
        // A statement that is not reset holds the database's lock.
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, argument) in arguments.enumerated() { try bind(argument.cell, at: Int32(index + 1)) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: if try !body(SQLiteRow(handle)) { return }
            case SQLITE_DONE: return
            case let code: throw SQLiteFailure(code, of: connection)
            }
        }
    }

    private func bind(_ cell: SQLiteCell, at index: Int32) throws(SQLiteFailure) {
        let code: Int32
        switch cell {
        case .null: code = sqlite3_bind_null(handle, index)
        case .integer(let number): code = sqlite3_bind_int64(handle, index, number)
        case .real(let number): code = sqlite3_bind_double(handle, index, number)
        case .text(var text):
            code = text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { words in
                    // Without a place it would be NULL.
                    guard let start = words.baseAddress else {
                        return sqlite3_bind_text(handle, index, "", 0, keyturn_copied())
                    }
                    let (count, encoding) = (UInt64(words.count), UInt8(SQLITE_UTF8))
                    return sqlite3_bind_text64(handle, index, start, count, keyturn_copied(), encoding)
                }
            }
        case .blob(let bytes):
            code = sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), keyturn_copied())
        }
        guard code == SQLITE_OK else { throw SQLiteFailure(code, of: connection) }
    }
}
