internal import Model

/// Tries rows of a described table as a run would write them against its conditions (CHECK), in a database in memory that
/// has the table's definition and nothing else.
struct SQLiteTableTrial {
    let table: KeyTable
    let trials: [RowTrial]
    let now: Instant

    func run(_ database: SQLiteDatabase) throws -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        guard !trials.isEmpty else { return [:] }
        let memory = try SQLiteDatabase(path: ":memory:", busyMilliseconds: 0, functions: SQLiteFunctions.all)
        try memory.execute("PRAGMA foreign_keys = OFF")
        let sql = "SELECT sql FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type = 'table'"
        guard let definition = try database.text(sql, [table.profile.table.name]) else { return [:] }
        do {
            try memory.execute(definition)
        } catch let failure as SQLiteFailure {
            // A collation or a function of the application's own.
            return [.keys: [StoreSchema.Objection(nil, .insert, [], failure: MessageScrubber()(failure.message))]]
        }
        // Most tables refuse nothing: then it is one pass.
        guard try refusals(of: trials, memory).isEmpty == false else { return [:] }
        var found: [String: [StoreSchema.Write: [String]]] = [:]
        for trial in trials {
            for (write, condition) in try refusals(of: [trial], memory) {
                found[condition, default: [:]][write, default: []].append(trial.identity)
            }
        }
        let objections = found.sorted { $0.key < $1.key }.flatMap { condition, writes in
            StoreSchema.Write.allCases.compactMap { write in
                writes[write].map { StoreSchema.Objection(condition, write, $0) }
            }
        }
        return [.keys: objections]
    }

    /// Writes rows, and takes all of it back.
    ///
    /// - Returns: the condition that refused each kind of write.
    private func refusals(of trials: [RowTrial], _ memory: SQLiteDatabase) throws -> [StoreSchema.Write: String] {
        try memory.execute("BEGIN")
        defer { try? memory.execute("ROLLBACK") }
        var found: [StoreSchema.Write: String] = [:]
        func step(_ write: StoreSchema.Write, _ work: () throws -> Void) throws {
            try memory.execute("SAVEPOINT step")
            do {
                try work()
            } catch let failure as SQLiteFailure {
                try memory.execute("ROLLBACK TO step")
                if let condition = failure.refusedCondition { found[write] = condition }
            }
        }
        let issue = SQLiteTableIssue(table, trying: trials.map(\.key), now: now)
        try step(.insert) { try issue.insertRows(memory) }
        let engine = SQLiteTable(table: table)
        let rows = try memory.texts("SELECT \(engine.handle) FROM \(quoted(table.profile.table.name))")
        guard rows.count == trials.count else { return found }
        let ends = zip(rows, trials).map { KeyEnd(row: $0, end: $1.end) }
        try step(.retire) { _ = try SQLiteTableEnd(table, KeyEndings(ends: ends), now: now).change(memory) }
        try step(.deactivate) { _ = try SQLiteTableEnd(table, KeyEndings(deactivated: rows), now: now).change(memory) }
        return found
    }
}
