internal import Model

/// Tries rows as a run would write them against the conditions of the two tables (CHECK), in a database in memory that has
/// their definitions and nothing else.
///
/// Indexes, triggers and foreign keys are not taken over: what they refuse is found elsewhere, or hangs on other rows.
struct SQLiteTrial {
    let profile: StoreProfile
    let trials: [RowTrial]
    let now: Instant

    func run(_ database: SQLiteDatabase) throws -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        guard !trials.isEmpty else { return [:] }
        let isDashed = try SQLiteIssue.usesDashes(database, profile)
        let tables = [(StoreSchema.Table.Content.owners, profile.owners.table), (.keys, profile.keys.table)]
        let (copy, objections) = try database.definitions(of: tables)
        guard let memory = copy else { return objections }
        var found: [StoreSchema.Table.Content: SQLiteRefusals] = [:]
        // Most tables refuse nothing: then it is one pass.
        if try !attempt(trials, memory, isDashed, nil) {
            for trial in trials {
                _ = try attempt([trial], memory, isDashed) { refusal, write in
                    let content = write == .insert && refusal.isOfOwner ? StoreSchema.Table.Content.owners : .keys
                    found[content, default: SQLiteRefusals()].note(refusal.condition, write, of: trial)
                }
            }
        }
        var refused = found.mapValues(\.objections)
        refused[.owners, default: []] += try uniqueOwners(database)
        return refused
    }

    /// Owners that are to be made and meet another row in a unique index.
    private func uniqueOwners(_ database: SQLiteDatabase) throws -> [StoreSchema.Objection] {
        let owners = profile.owners
        let known = [owners.id, owners.email].map { $0.lowercased() }
        let uniques = try SQLiteCatalog(profile, path: "").uniques(database, owners.table).filter { unique in
            unique.parts.count > 1 || !known.contains(unique.parts.first?.lowercased() ?? "")
        }
        let columns = Set(try database.texts("SELECT name FROM pragma_table_info(?)", [owners.table]))
        return uniques.compactMap { unique in
            let parts = unique.parts.enumerated().map { place, part in
                "\(columns.contains(part) ? quoted(column: part) : "(\(part))") AS keyturn_\(place)"
            }
            let alike = unique.parts.indices.map { "o.keyturn_\($0) = n.keyturn_\($0)" }.joined(separator: " AND ")
            let only = unique.predicate.map { " WHERE \($0)" } ?? ""
            let id = SQLiteValue.hex(quoted(column: owners.id))
            let sql = """
                SELECT 1 FROM (SELECT \(parts.joined(separator: ", ")) FROM (SELECT ?1 AS \(quoted(column: owners.id)),
                    ?2 AS \(quoted(column: owners.email)), ?3 AS \(quoted(column: owners.name)))\(only)) n
                JOIN (SELECT \(id) AS keyturn_id, \(parts.joined(separator: ", ")) FROM \(quoted(owners.table))\(only)) o
                    ON \(alike)
                WHERE NOT EXISTS (SELECT 1 FROM \(quoted(owners.table)) WHERE \(id) = \(SQLiteValue.hex("?1"))) LIMIT 1
                """
            let met = trials.filter { trial in
                let values = [trial.owner.id.text, trial.owner.email, trial.owner.name]
                // An index over other columns does not tell.
                return (try? database.first(sql, values) { _ in true }) == true
            }
            return met.isEmpty
                ? nil : StoreSchema.Objection(unique.name, .insert, met.map(\.identity), kind: .unique)
        }
    }

    private struct Refusal {
        let condition: String
        let isOfOwner: Bool
    }

    /// Writes rows, and takes all of it back.
    ///
    /// - Returns: whether no condition refused anything.
    private func attempt(
        _ trials: [RowTrial],
        _ memory: SQLiteDatabase,
        _ isDashed: Bool,
        _ note: ((Refusal, StoreSchema.Write) -> Void)?
    ) throws -> Bool {
        try memory.execute("BEGIN")
        defer { try? memory.execute("ROLLBACK") }
        var isClean = true
        func step(_ write: StoreSchema.Write, ofOwner: Bool = false, _ work: () throws -> Void) throws -> Bool {
            guard let condition = try memory.refusal(of: work, isEnd: write != .insert) else { return true }
            isClean = false
            note?(Refusal(condition: condition, isOfOwner: ofOwner), write)
            return false
        }
        func issue(_ keys: [NewKey]) -> SQLiteIssue {
            SQLiteIssue(
                profile: profile,
                keys: keys,
                owners: trials.map(\.owner),
                endings: [],
                now: now,
                isDashed: isDashed
            )
        }
        let ids = trials.map { isDashed ? $0.key.fingerprint.rowID.dashed : $0.key.fingerprint.rowID.hex }
        _ = try step(.insert, ofOwner: true) { try issue([]).insertRows(memory) }
        guard try step(.insert, { try issue(trials.map(\.key)).insertRows(memory) }) else { return isClean }
        let ends = zip(ids, trials).map { KeyEnd(row: $0, end: $1.end) }
        for (write, endings) in [
            (StoreSchema.Write.retire, KeyEndings(ends: ends)), (.deactivate, KeyEndings(deactivated: ids)),
        ] {
            _ = try step(write) { _ = try SQLiteEnd(profile: profile, endings: endings, now: now).change(memory) }
        }
        return isClean
    }
}
