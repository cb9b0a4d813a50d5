internal import CSQLite
internal import Model

/// Opens the file when it is first asked.
final class SQLiteKeyTable: KeyTable {
    private let path: String
    private var connection: OpaquePointer?

    init(_ path: String) { self.path = path }

    deinit { sqlite3_close_v2(connection) }

    func row(of key: String) throws -> KeyRow? {
        try run("SELECT id, user_id, is_active, expires_at FROM user_mcp_api_keys WHERE api_key = ?", [key]) { row in
            guard let id = Self.text(row, 0), let user = Self.text(row, 1) else { return nil }
            return KeyRow(
                id: id,
                user: user,
                isActive: Self.text(row, 2).map { $0 != "0" },
                end: try Instant(column: Self.text(row, 3))
            )
        }
    }

    func use(_ row: KeyRow, at moment: Instant) throws {
        try run("UPDATE user_mcp_api_keys SET last_used_at = ? WHERE id = ?", [moment.databaseText, row.id]) { _ in }
    }

    /// What is made of a statement's first row; nil for none.
    @discardableResult
    private func run<Value>(
        _ sql: String,
        _ parameters: [String],
        _ read: (OpaquePointer?) throws -> Value?
    ) throws -> Value? {
        let connection = try opened()
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else { throw failure }
        for (index, parameter) in parameters.enumerated() {
            sqlite3_bind_text(statement, Int32(index + 1), parameter, -1, keyturn_copied())
        }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return try read(statement)
        case SQLITE_DONE: return nil
        default: throw failure
        }
    }

    private static func text(_ row: OpaquePointer?, _ column: Int32) -> String? {
        sqlite3_column_text(row, column).map { String(cString: $0) }
    }

    private func opened() throws -> OpaquePointer? {
        if let connection { return connection }
        guard sqlite3_open(path, &connection) == SQLITE_OK else {
            defer {
                sqlite3_close_v2(connection)
                connection = nil
            }
            throw failure
        }
        // Others write to the file, too.
        sqlite3_busy_timeout(connection, 30_000)
        return connection
    }

    private var failure: DatabaseFailure { DatabaseFailure(description: String(cString: sqlite3_errmsg(connection))) }
}
