internal import Model

/// The statement of ``KeyStore/retire(_:at:)``, after `BEGIN` and before `COMMIT`.
struct PostgreSQLRetire {
    private let update: (sql: String, parameters: [PostgreSQLParameter])

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
    }

    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        try connection.pipeline([update])
    }
}
