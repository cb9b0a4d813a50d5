internal import GRDB
internal import Model

/// Opens the file when it is first asked.
final class SQLiteKeyTable: KeyTable {
    private let path: String
    private var queue: DatabaseQueue?

    init(_ path: String) { self.path = path }

    func row(of key: String) throws -> KeyRow? {
        let row = try opened().read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT id, user_id, is_active, expires_at FROM user_mcp_api_keys WHERE api_key = ?",
                arguments: [key]
            )
        }
        guard let row else { return nil }
        return KeyRow(id: row[0], user: row[1], isActive: row[2], end: try Instant(column: row[3]))
    }

    func use(_ row: KeyRow, at moment: Instant) throws {
        try opened().write { database in
            try database.execute(
                sql: "UPDATE user_mcp_api_keys SET last_used_at = ? WHERE id = ?",
                arguments: [moment.databaseText, row.id]
            )
        }
    }

    private func opened() throws -> DatabaseQueue {
        if let queue { return queue }
        var configuration = GRDB.Configuration()
        // Others write to the file, too.
        configuration.busyMode = .timeout(30)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        self.queue = queue
        return queue
    }
}
