internal import Model

/// The proof, asked for before `COMMIT`, that a transaction changed no live row but those that it was asked to change.
///
/// A server's triggers may end older keys when a new one comes, or others when one is ended, without any error: consumers
/// would be refused from the commit on (promise 1). What is live before and after is compared by a sum of hashes, made by
/// the server. Only where the sums differ are rows read: those of before through a cursor, which keeps showing what it was
/// opened on.
struct PostgreSQLBystanders: PostgreSQLUntouched {
    private typealias Statement = (sql: String, parameters: [PostgreSQLParameter])

    private let before: Statement
    private let after: Statement
    private let cursor: Statement
    private let table: StoreProfile.Keys
    private let failure: @Sendable (String) -> StoreError

    /// `asked` are rows that may come, change or go; those of `ends` must live on until then, or until their own end where
    /// that is earlier; `keys` is what rows may hold that change or go, whatever they are.
    init(
        _ table: StoreProfile.Keys,
        asked: [RowUUID],
        ends: [(row: RowUUID, end: Instant)] = [],
        keys: [Fingerprint] = [],
        now: Instant,
        failure: @escaping @Sendable (String) -> StoreError
    ) {
        self.table = table
        self.failure = failure
        let parameters: [PostgreSQLParameter] = [
            .uuids(asked), .timestamps([PostgreSQLTimestamp.wire(now)]), .uuids(ends.map(\.row)),
            .timestamps(ends.map { PostgreSQLTimestamp.wire($0.end) }), .digests(keys),
        ]
        let expiresAt = "k.\(quoted(table.expiresAt))"
        let key = "sha256(convert_to(k.\(quoted(table.key))::text, 'UTF8'))"
        // The digests are compared only where there are any: they cost more than all the rest.
        func live(until end: String) -> String {
            """
            FROM \(quoted(table.table)) k LEFT JOIN (
                SELECT id, min(ends) AS ends FROM unnest($3::uuid[], $4::timestamp[]) AS u(id, ends) GROUP BY id
            ) AS e ON e.id = k.\(quoted(table.id))
            WHERE k.\(quoted(table.isActive)) AND (\(end) IS NULL OR \(end) >= ($2::timestamp[])[1])
                AND NOT EXISTS (SELECT 1 FROM unnest($1::uuid[]) AS a(id) WHERE a.id = k.\(quoted(table.id)))
                AND \(keys.isEmpty ? "$5::bytea[] IS NOT NULL" : "\(key) NOT IN (SELECT unnest($5::bytea[]))")
            """
        }
        func sum(until end: String) -> String {
            """
            SELECT count(*), coalesce(sum(\(PostgreSQLLiveRows.hash(Self.identity(table) + [end]))), 0)::text
            \(live(until: end))
            """
        }
        let promised = "least(\(expiresAt), e.ends)"
        before = (sum(until: promised), parameters)
        after = (sum(until: expiresAt), parameters)
        cursor = (
            """
            DECLARE keyturn_bystanders NO SCROLL CURSOR FOR
            SELECT k.\(quoted(table.id)), \(PostgreSQLLiveRows.hash(Self.identity(table))), \(promised)
            \(live(until: promised))
            """,
            parameters
        )
    }

    private static func identity(_ table: StoreProfile.Keys) -> [String] {
        [table.id, table.owner, table.key, table.name].map { "k.\(quoted($0))" }
    }

    func look(_ connection: PostgreSQLConnection) throws -> PostgreSQLLiveRows {
        let results = try connection.pipeline([before, cursor])
        return PostgreSQLLiveRows(results.first)
    }

    func prove(_ connection: PostgreSQLConnection, since before: PostgreSQLLiveRows) throws {
        if PostgreSQLLiveRows(try connection.pipeline([after]).first) == before { return }
        // A row that came, or an end that the column rounds, harms no one.
        guard let found = try connection.pipeline([("FETCH ALL FROM keyturn_bystanders", [])]).first else { return }
        let expected = (0..<found.rows).compactMap { Row(found, $0) }
        let rows = try connection.pipeline([
            (
                """
                SELECT k.\(quoted(table.id)), \(PostgreSQLLiveRows.hash(Self.identity(table))),
                    k.\(quoted(table.expiresAt))
                FROM unnest($1::uuid[]) AS w(id) JOIN \(quoted(table.table)) k ON k.\(quoted(table.id)) = w.id
                WHERE k.\(quoted(table.isActive))
                """, [.uuids(expected.map(\.id))]
            )
        ])
        var there: [RowUUID: Row] = [:]
        if let rows = rows.first { for row in (0..<rows.rows).compactMap({ Row(rows, $0) }) { there[row.id] = row } }
        let changed = expected.count { there[$0.id]?.isAsGood(as: $0) != true }
        if changed > 0 { throw failure(AlteredRows.bystanders(changed)) }
    }

    private struct Row {
        let id: RowUUID
        private let identity: Int64
        private let end: Int64

        init?(_ result: PostgreSQLResult, _ row: Int32) {
            guard let bytes = result.bytes(row, 0), bytes.count == 16,
                let identity = result.integer(row, 1, as: Int64.self)
            else { return nil }
            id = RowUUID(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
            self.identity = identity
            end = result.integer(row, 2, as: Int64.self) ?? PostgreSQLTimestamp.infinity
        }

        /// A second either way, because a column may hold whole seconds.
        func isAsGood(as other: Row) -> Bool {
            let (distance, overflow) = end.subtractingReportingOverflow(other.end)
            return identity == other.identity && !overflow && distance.magnitude <= 1_000_000
        }
    }
}
