internal import CSQLite

/// A plain connection for tests: what it reads is text, what fails is thrown with SQLite's words.
///
/// As applications have it: foreign keys hold, and a file that another writes to is waited for.
package final class SQLiteClient: @unchecked Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private var connection: OpaquePointer?

    package init(_ path: String) throws {
        let code = sqlite3_open(path, &connection)
        // A server of the test may be writing a last use.
        sqlite3_busy_timeout(connection, 60_000)
        guard code == SQLITE_OK else { throw failure }
        try rows("PRAGMA foreign_keys = ON")
    }

    deinit { sqlite3_close_v2(connection) }

    /// Runs a script.
    ///
    /// - Returns: the rows of its last statement. What is stored as bytes is nil.
    @discardableResult
    package func rows(_ sql: String) throws -> [[String?]] {
        try sql.withCString { start in
            var rest: UnsafePointer<CChar>? = start
            var rows: [[String?]] = []
            while let sql = rest, sql.pointee != 0 {
                var statement: OpaquePointer?
                defer { sqlite3_finalize(statement) }
                guard sqlite3_prepare_v2(connection, sql, -1, &statement, &rest) == SQLITE_OK else { throw failure }
                // Blanks or a comment.
                guard statement != nil else { continue }
                rows = try results(of: statement)
            }
            return rows
        }
    }

    private func results(of statement: OpaquePointer?) throws -> [[String?]] {
        var rows: [[String?]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { text(statement, $0) })
            case SQLITE_DONE: return rows
            default: throw failure
            }
        }
    }

    private func text(_ statement: OpaquePointer?, _ column: Int32) -> String? {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: String(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: String(sqlite3_column_double(statement, column))
        case SQLITE_TEXT: String(cString: sqlite3_column_text(statement, column))
        default: nil
        }
    }

    private var failure: Failure { Failure(description: String(cString: sqlite3_errmsg(connection))) }
}
