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
        return found.mapValues(\.objections)
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
            guard let condition = try memory.refusal(of: work) else { return true }
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
