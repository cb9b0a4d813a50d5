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
        let memory = try SQLiteDatabase(path: ":memory:", busyMilliseconds: 0, functions: SQLiteFunctions.all)
        try memory.execute("PRAGMA foreign_keys = OFF")
        for table in [profile.owners.table, profile.keys.table] {
            let sql = "SELECT sql FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type = 'table'"
            guard let definition = try database.text(sql, [table]) else { return [:] }
            do {
                try memory.execute(definition)
            } catch let failure as SQLiteFailure {
                // A collation or a function of the application's own.
                let failed = StoreSchema.Objection(nil, .insert, [], failure: MessageScrubber()(failure.message))
                return [table == profile.keys.table ? .keys : .owners: [failed]]
            }
        }
        var found = Found()
        // Most tables refuse nothing: then it is one pass.
        if try !attempt(trials, memory, isDashed, nil) {
            for trial in trials { _ = try attempt([trial], memory, isDashed) { found.note($0, $1, of: trial) } }
        }
        return found.objections
    }

    private struct Found {
        private var names: [StoreSchema.Table.Content: [String: [StoreSchema.Write: [String]]]] = [:]

        mutating func note(_ refusal: Refusal, _ write: StoreSchema.Write, of trial: RowTrial) {
            let name = write == .insert && refusal.isOfOwner ? StoreSchema.Table.Content.owners : .keys
            names[name, default: [:]][refusal.condition, default: [:]][write, default: []].append(trial.identity)
        }

        var objections: [StoreSchema.Table.Content: [StoreSchema.Objection]] {
            names.mapValues { conditions in
                conditions.sorted { $0.key < $1.key }.flatMap { condition, writes in
                    StoreSchema.Write.allCases.compactMap { write in
                        writes[write].map { StoreSchema.Objection(condition, write, $0) }
                    }
                }
            }
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
            try memory.execute("SAVEPOINT step")
            do {
                try work()
                return true
            } catch let failure as SQLiteFailure {
                try memory.execute("ROLLBACK TO step")
                guard let condition = failure.refusedCondition else { return true }
                isClean = false
                note?(Refusal(condition: condition, isOfOwner: ofOwner), write)
                return false
            }
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

extension SQLiteFailure {
    /// The condition that refused a row, as SQLite calls it; nil for another failure.
    var refusedCondition: String? {
        guard isRefusedCondition else { return nil }
        let name = message.split(separator: ":", maxSplits: 1).dropFirst().first ?? ""
        return name.trimmingPrefix(" ").isEmpty ? "CHECK" : String(name.trimmingPrefix(" "))
    }
}
