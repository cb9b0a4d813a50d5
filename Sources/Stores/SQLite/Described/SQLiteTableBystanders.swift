internal import Model

/// The proof, asked for before `COMMIT`, that a transaction changed no live row of a described table but those that it was
/// asked to change.
struct SQLiteTableBystanders {
    let table: SQLiteTable
    let now: Instant

    /// Rows that may change or go.
    var asked: Set<String> = []

    /// Rows that must live on until then, or until their own end where that is earlier.
    var ends: [String: Instant] = [:]

    /// What the rows of keys hold that may come, change or go.
    var proofs: Set<SQLiteCell> = []

    /// By which expression those are; nil for ``SQLiteTable/proof``.
    var foundBy: String?

    private struct Standing {
        let owner: SQLiteCell
        let name: SQLiteCell
        let proof: SQLiteCell
        let known: SQLiteCell

        /// In microseconds; `max` for none.
        let end: Int64

        /// A second either way, because a column may hold whole seconds.
        func isAsGood(as other: Standing) -> Bool {
            let (distance, overflow) = end.subtractingReportingOverflow(other.end)
            return owner == other.owner && name == other.name && proof == other.proof && !overflow
                && distance.magnitude <= 1_000_000
        }
    }

    /// Does the work, and proves that it did nothing else.
    ///
    /// - Throws: what `failure` makes of the number of rows that are not as they were.
    func guarding(_ database: SQLiteDatabase, _ failure: (String) -> StoreError, _ work: () throws -> Void) throws {
        guard try SQLiteSideEffects.arePossible(database) else { return try work() }
        let before = try active(database).filter { id, row in
            !asked.contains(id) && row.end >= now.microseconds && !proofs.contains(row.known)
        }
        try work()
        let after = try active(database)
        let changed = before.count { id, row in after[id]?.isAsGood(as: row) != true }
        if changed > 0 { throw failure(AlteredRows.bystanders(changed)) }
    }

    /// Active rows, whatever their end, by what tells them apart; with the end that they are to have.
    private func active(_ database: SQLiteDatabase) throws -> [String: Standing] {
        let sql = """
            SELECT \(table.handle), \(table.owner), \(table.label), \(table.proof), \(table.end), \(foundBy ?? table.proof)
            FROM \(table.name) WHERE \(table.isOurs) AND \(table.isActive)
            """
        var found: [String: Standing] = [:]
        try database.forEach(sql) { row in
            guard let id = row.text(0) else { return }
            let end = min(row[4].integer ?? .max, ends[id]?.microseconds ?? .max)
            found[id] = Standing(owner: row[1], name: row[2], proof: row[3], known: row[5], end: end)
        }
        return found
    }
}
