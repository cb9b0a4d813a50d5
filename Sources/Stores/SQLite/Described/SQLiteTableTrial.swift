internal import Model

/// Tries rows of a described table as a run would write them against its conditions (CHECK), in a database in memory that
/// has the table's definition and nothing else.
struct SQLiteTableTrial {
    let table: KeyTable
    let trials: [RowTrial]
    let now: Instant

    func run(_ database: SQLiteDatabase) throws -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        guard !trials.isEmpty else { return [:] }
        let (copy, objections) = try database.definitions(of: [(.keys, table.profile.table.name)])
        guard let memory = copy else { return objections }
        // Most tables refuse nothing: then it is one pass.
        guard try refusals(of: trials, memory).isEmpty == false else { return [:] }
        var found = SQLiteRefusals()
        for trial in trials {
            for (write, condition) in try refusals(of: [trial], memory) { found.note(condition, write, of: trial) }
        }
        return [.keys: found.objections]
    }

    /// Writes rows, and takes all of it back.
    ///
    /// - Returns: the condition that refused each kind of write.
    private func refusals(of trials: [RowTrial], _ memory: SQLiteDatabase) throws -> [StoreSchema.Write: String] {
        try memory.execute("BEGIN")
        defer { try? memory.execute("ROLLBACK") }
        var found: [StoreSchema.Write: String] = [:]
        func step(_ write: StoreSchema.Write, _ work: () throws -> Void) throws {
            if let condition = try memory.refusal(of: work, isEnd: write != .insert) { found[write] = condition }
        }
        let issue = SQLiteTableIssue(table, trying: trials.map(\.key), now: now)
        try step(.insert) { try issue.insertRows(memory) }
        let engine = SQLiteTable(table: table)
        let rows = try memory.texts("SELECT \(engine.handle) FROM \(quoted(table.profile.table.name))")
        guard rows.count == trials.count else { return found }
        let isMarked = table.profile.ending.isMarked
        let ends = zip(rows, trials).map { KeyEnd(row: $0, end: $1.end, name: isMarked ? $1.endedName : nil) }
        try step(.retire) { _ = try SQLiteTableEnd(table, KeyEndings(ends: ends), now: now).change(memory) }
        try step(.deactivate) { _ = try SQLiteTableEnd(table, KeyEndings(deactivated: rows), now: now).change(memory) }
        return found
    }
}
