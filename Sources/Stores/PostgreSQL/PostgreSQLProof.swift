internal import Model

/// The proof that every new key is in the table as it was written, and live; asked for before `COMMIT`.
///
/// A trigger may drop a row, switch it off or change its key without any error. Such a key would be delivered, and the
/// one that it replaces ended (promise 1). Under another name it would not be found again, and replaced by every run.
/// Keys are compared by their digests, so that none reaches the server's log.
struct PostgreSQLProof {
    private let count: Int
    private let select: (sql: String, parameters: [PostgreSQLParameter])

    init(_ table: StoreProfile.Keys, _ keys: [NewKey], _ ids: [RowUUID]) {
        count = keys.count
        let expiresAt = "coalesce(k.\(quoted(table.expiresAt)), 'infinity')"
        // What is compared besides the id is not a condition of the join: the planner could hash the whole table's keys.
        // A second either way, because a column may hold whole seconds.
        let sql = """
            SELECT count(*) FILTER (WHERE k.\(quoted(table.owner)) = w.owner AND k.\(quoted(table.isActive))
                AND k.\(quoted(table.name)) = w.name
                AND \(PostgreSQLDigest.sha256("k.\(quoted(table.key))")) = w.digest
                AND \(expiresAt) BETWEEN w.ends - interval '1 second' AND w.ends + interval '1 second')
            FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::timestamp[], $5::text[])
                AS w(id, owner, digest, ends, name)
            JOIN \(quoted(table.table)) k ON k.\(quoted(table.id)) = w.id
            """
        let parameters: [PostgreSQLParameter] = [
            .uuids(ids), .uuids(keys.map(\.owner.uuid)), .digests(keys.map(\.fingerprint)),
            .timestamps(keys.map { $0.expiresAt.map(PostgreSQLTimestamp.wire) ?? PostgreSQLTimestamp.infinity }),
            .texts(keys.map(\.name)),
        ]
        select = (sql, parameters)
    }

    /// - Throws: ``PostgreSQLFailure/altered(message:)`` where a key is not as it was written.
    func check(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        let intact = try connection.pipeline([select]).first?.integer(0, 0, as: Int64.self) ?? 0
        guard intact == Int64(count) else {
            throw .altered(message: AlteredRows.keys(count - Int(intact), of: count))
        }
    }
}
