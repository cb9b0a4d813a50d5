internal import Model

/// The statement of ``KeyStore/retire(_:at:)``, after `BEGIN` and before `COMMIT`.
struct PostgreSQLRetire {
    private let update: (sql: String, parameters: [PostgreSQLParameter])

    /// Counts the rows that did not take their end: a trigger may undo an update without any error.
    private let proof: (sql: String, parameters: [PostgreSQLParameter])
    private let count: Int

    /// - Throws: ``StoreError/other(message:)`` for a row that did not come from this store.
    init(profile: StoreProfile, ends: [KeyEnd], now: Instant) throws(StoreError) {
        let table = profile.keys
        let expiresAt = quoted(table.expiresAt)
        let updatedAt = table.updatedAt.map { ", \(quoted($0)) = ($3::timestamp[])[1]" } ?? ""
        // The condition is also what makes a second run write nothing. The least end of a row that is named twice wins.
        let sql = """
            UPDATE \(quoted(table.table)) AS k SET \(expiresAt) = e.ends\(updatedAt)
            FROM (SELECT id, min(ends) AS ends FROM unnest($1::uuid[], $2::timestamp[]) AS e(id, ends) GROUP BY id) AS e
            WHERE k.\(quoted(table.id)) = e.id AND (k.\(expiresAt) IS NULL OR k.\(expiresAt) > e.ends)
            """
        let rows = try ends.map { (end) throws(StoreError) -> RowUUID in
            guard let row = RowUUID(end.row) else { throw .other(message: "a row's id is not a UUID") }
            return row
        }
        let parameters: [PostgreSQLParameter] = [
            .uuids(rows), .timestamps(ends.map { PostgreSQLTimestamp.wire($0.end) }),
        ]
        let nowParameter = PostgreSQLParameter.timestamps([PostgreSQLTimestamp.wire(now)])
        update = (sql, table.updatedAt == nil ? parameters : parameters + [nowParameter])
        // A second more, because a column may hold whole seconds.
        let open = """
            SELECT count(*) FROM unnest($1::uuid[], $2::timestamp[]) AS e(id, ends)
            JOIN \(quoted(table.table)) k ON k.\(quoted(table.id)) = e.id
            WHERE k.\(expiresAt) IS NULL OR k.\(expiresAt) > e.ends + interval '1 second'
            """
        proof = (open, parameters)
        count = ends.count
    }

    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        let open = try connection.pipeline([update, proof]).last?.integer(0, 0, as: Int64.self) ?? 0
        guard open == 0 else { throw .altered(message: AlteredRows.ends(Int(open), of: count)) }
    }
}
