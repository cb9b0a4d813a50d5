internal import Model

/// The proof, asked for before `COMMIT`, that a transaction changed no live row of a described table but those that it was
/// asked to change.
///
/// As ``PostgreSQLBystanders``: sums of hashes made by the server, and rows only where the sums differ.
struct PostgreSQLTableBystanders: PostgreSQLUntouched {
    private typealias Statement = (sql: String, parameters: [PostgreSQLParameter])

    private let before: Statement
    private let after: Statement
    private let cursor: Statement
    private let rows: Statement
    private let failure: @Sendable (String) -> StoreError

    /// `asked` are rows that may come, change or go, and `proofs` what the rows of keys hold that may, by
    /// `foundBy` where that is another expression than ``PostgreSQLTable/proof``; those of `ends` must
    /// live on until then, or until their own end where that is earlier.
    init(
        _ table: PostgreSQLTable,
        asked: [String],
        ends: [KeyEnd] = [],
        proofs: [String] = [],
        foundBy: String? = nil,
        now: Instant,
        failure: @escaping @Sendable (String) -> StoreError
    ) {
        self.failure = failure
        let least = Dictionary(ends.map { ($0.row, $0.end) }, uniquingKeysWith: min).sorted { $0.key < $1.key }
        let parameters: [PostgreSQLParameter] = [
            .texts(asked), .texts(proofs), .texts(least.map(\.key)),
            .texts(least.map { PostgreSQLTableIssue.seconds($0.value) }),
        ]
        let identity = [table.handle, table.owner, table.label, table.proof]
        let now = PostgreSQLTableIssue.seconds(now)
        let promised = "least(\(table.end), e.ends)"
        // Compared only where there are any: digests cost more than all the rest.
        let others =
            proofs.isEmpty
            ? "$2::text[] IS NOT NULL"
            : "NOT EXISTS (SELECT FROM unnest($2::text[]) AS p(key) WHERE p.key = \(foundBy ?? table.proof))"
        func live(_ end: String) -> String {
            """
            FROM \(table.name) k
            LEFT JOIN (SELECT id, ends::float8 FROM unnest($3::text[], $4::text[]) AS u(id, ends)) AS e ON e.id = \(table.handle)
            WHERE \(table.isOurs) AND \(table.isActive) AND coalesce(\(end) >= \(now), TRUE)
                AND NOT EXISTS (SELECT FROM unnest($1::text[]) AS a(id) WHERE a.id = \(table.handle))
                AND \(others)
            """
        }
        // Ends in whole seconds: columns may hold no less.
        func sum(_ end: String) -> String {
            """
            SELECT count(*), coalesce(sum(\(PostgreSQLLiveRows.hash(identity + ["ceil(\(end))"]))), 0)::text \(live(end))
            """
        }
        func list(_ end: String) -> String {
            """
            SELECT \(table.handle), \(PostgreSQLLiveRows.hash(identity)), \(end) \(live(end))
            """
        }
        before = (sum(promised), parameters)
        after = (sum(table.end), parameters)
        cursor = ("DECLARE keyturn_bystanders NO SCROLL CURSOR FOR \(list(promised))", parameters)
        rows = (list(table.end), parameters)
    }

    func look(_ connection: PostgreSQLConnection) throws -> PostgreSQLLiveRows {
        PostgreSQLLiveRows(try connection.pipeline([before, cursor]).first)
    }

    func prove(_ connection: PostgreSQLConnection, since before: PostgreSQLLiveRows) throws {
        if PostgreSQLLiveRows(try connection.pipeline([after]).first) == before { return }
        let results = try connection.pipeline([("FETCH ALL FROM keyturn_bystanders", []), rows])
        guard results.count == 2 else { return }
        let there = Self.rows(results[1])
        let expected = Self.rows(results[0])
        let changed = expected.count { id, row in
            guard let found = there[id] else { return true }
            // A row that came, or an end that the column rounds, harms no one.
            return found.identity != row.identity || !(abs(found.end - row.end) <= 1 || found.end == row.end)
        }
        if changed > 0 { throw failure(AlteredRows.bystanders(changed)) }
    }

    private struct Row {
        let identity: Int64
        let end: Double
    }

    private static func rows(_ result: PostgreSQLResult) -> [String: Row] {
        var rows: [String: Row] = [:]
        for row in 0..<result.rows {
            guard let id = result.text(row, 0), let identity = result.integer(row, 1, as: Int64.self) else { continue }
            let bits = result.integer(row, 2, as: UInt64.self)
            rows[id] = Row(identity: identity, end: bits.map(Double.init(bitPattern:)) ?? .infinity)
        }
        return rows
    }
}
