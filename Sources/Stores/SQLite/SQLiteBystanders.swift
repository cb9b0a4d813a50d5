internal import Model

/// The proof, asked for before `COMMIT`, that a transaction changed no live row but those that it was asked to change.
///
/// A server's triggers may end older keys when a new one comes, or others when one is ended, without any error: consumers
/// would be refused from the commit on (promise 1).
struct SQLiteBystanders {
    let profile: StoreProfile
    let now: Instant

    /// Rows that may change or go.
    var asked: Set<String> = []

    /// Rows that must live on until then, or until their own end where that is earlier.
    var ends: [String: Instant] = [:]

    /// Keys whose rows may change or go, whatever they are.
    var keys: Set<Fingerprint> = []

    private struct Standing {
        let owner: String?
        let name: String?
        let digest: Fingerprint?
        /// In microseconds; `max` for none.
        let end: Int64

        /// A second either way, because a column may hold whole seconds.
        func isAsGood(as other: Standing) -> Bool {
            let (distance, overflow) = end.subtractingReportingOverflow(other.end)
            return owner == other.owner && name == other.name && digest == other.digest && !overflow
                && distance.magnitude <= 1_000_000
        }
    }

    /// Does the work, and proves that it did nothing else.
    ///
    /// - Throws: what `failure` makes of the number of rows that are not as they were.
    func guarding(_ database: SQLiteDatabase, _ failure: (String) -> StoreError, _ work: () throws -> Void) throws {
        guard try SQLiteSideEffects.arePossible(database) else { return try work() }
        let before = try active(database).filter { id, row in
            !asked.contains(id) && row.end >= now.microseconds && row.digest.map { !keys.contains($0) } ?? true
        }
        try work()
        let after = try active(database)
        let changed = before.count { id, row in after[id]?.isAsGood(as: row) != true }
        if changed > 0 { throw failure(AlteredRows.bystanders(changed)) }
    }

    /// Active rows, whatever their end, by id; with the end that they are to have.
    private func active(_ database: SQLiteDatabase) throws -> [String: Standing] {
        let table = profile.keys
        let sql = """
            SELECT \([table.id, table.owner, table.name].map { "CAST(\(quoted($0)) AS TEXT)" }.joined(separator: ", ")), keyturn_sha256(\(quoted(table.key))),
                keyturn_microseconds(\(quoted(table.expiresAt)))
            FROM \(quoted(table.table)) WHERE \(SQLiteValue.isTrue(quoted(table.isActive)))
            """
        var found: [String: Standing] = [:]
        try database.forEach(sql) { row in
            guard let id = row.text(0) else { return }
            let digest = row[3].bytes.flatMap { $0.withUnsafeBytes { Fingerprint(digest: $0) } }
            let end = row[4].integer ?? .max
            found[id] = Standing(
                owner: row.text(1),
                name: row.text(2),
                digest: digest,
                end: min(end, ends[id]?.microseconds ?? .max)
            )
        }
        return found
    }
}
