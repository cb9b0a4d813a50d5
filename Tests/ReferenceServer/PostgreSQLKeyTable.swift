internal import CLibPQ
internal import Glibc
internal import Model

/// Connects when it is first asked, and again after the connection was lost.
final class PostgreSQLKeyTable: KeyTable {
    private let url: Secret
    private var connection: OpaquePointer?

    init(_ url: Secret) { self.url = url }

    deinit { PQfinish(connection) }

    func row(of key: String) throws -> KeyRow? {
        let rows = try rows(
            """
            SELECT id::text, user_id::text, is_active::text, expires_at::text FROM user_mcp_api_keys
            WHERE api_key = $1
            """,
            [key]
        )
        guard let row = rows.first, let id = row[0], let user = row[1] else { return nil }
        return KeyRow(id: id, user: user, isActive: row[2].map { $0 == "true" }, end: try Instant(column: row[3]))
    }

    func use(_ row: KeyRow, at moment: Instant) throws {
        // A `timestamp` ignores the offset; a `timestamptz` would take the session's zone without it.
        _ = try rows(
            "UPDATE user_mcp_api_keys SET last_used_at = $1 WHERE id = $2",
            [moment.databaseText + "+00", row.id]
        )
    }

    private func rows(_ sql: String, _ parameters: [String]) throws -> [[String?]] {
        do {
            return try attempt(sql, parameters)
        } catch {
            guard PQstatus(connection) != CONNECTION_OK else { throw error }
            // Lost since the last request: the server may be back.
            return try attempt(sql, parameters)
        }
    }

    private func attempt(_ sql: String, _ parameters: [String]) throws -> [[String?]] {
        let connection = try connected()
        let copies = parameters.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let values = copies.map { $0.map { UnsafePointer($0) } }
        let result = PQexecParams(connection, sql, Int32(values.count), nil, values, nil, nil, 0)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw DatabaseFailure(description: String(cString: PQresultErrorMessage(result)))
        }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
    }

    private func connected() throws -> OpaquePointer {
        if let connection, PQstatus(connection) == CONNECTION_OK { return connection }
        PQfinish(connection)
        connection = nil
        let url = self.url.withBytes { String(decoding: $0, as: UTF8.self) }
        guard let connection = PQconnectdb(url) else { throw DatabaseFailure(description: "out of memory") }
        self.connection = connection
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        guard PQstatus(connection) == CONNECTION_OK else {
            throw DatabaseFailure(description: String(cString: PQerrorMessage(connection)))
        }
        return connection
    }
}
