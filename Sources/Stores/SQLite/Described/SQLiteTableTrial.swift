internal import Model

/// Tries rows of a described table as a run would write them against its conditions (CHECK), in a database in memory that
/// has the table's definition and nothing else, and looks up what their foreign keys name.
struct SQLiteTableTrial {
    let table: KeyTable
    let trials: [RowTrial]
    let now: Instant

    func run(_ database: SQLiteDatabase) throws -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        guard !trials.isEmpty else { return [:] }
        let (copy, objections) = try database.definitions(of: [(.keys, table.profile.table.name)])
        guard let memory = copy else { return objections }
        let name = table.profile.table.name
        let references = try SQLiteReferences(of: name, besides: table.profile.owner?.lookedUp, in: database)
        func refusals(of trials: [RowTrial]) throws -> [Refusal] {
            try self.refusals(of: trials, memory) { try references.violated(by: memory, in: database) }
        }
        // Most tables refuse nothing: then it is one pass.
        guard try !refusals(of: trials).isEmpty else { return [:] }
        var found = SQLiteRefusals()
        for trial in trials {
            for refusal in try refusals(of: [trial]) {
                found.note(refusal.rule, refusal.write, of: trial, kind: refusal.kind)
            }
        }
        return [.keys: found.objections]
    }

    private struct Refusal {
        let write: StoreSchema.Write
        let rule: String
        var kind = StoreSchema.Objection.Kind.condition
    }

    /// Writes rows, and takes all of it back.
    ///
    /// `violated` tells the foreign keys that the rows violate as they are.
    private func refusals(
        of trials: [RowTrial],
        _ memory: SQLiteDatabase,
        violated: () throws -> [String]
    ) throws -> [Refusal] {
        try memory.execute("BEGIN")
        defer { try? memory.execute("ROLLBACK") }
        var found: [Refusal] = []
        func step(_ write: StoreSchema.Write, _ work: () throws -> Void) throws {
            if let condition = try memory.refusal(of: work, isEnd: write != .insert) {
                found.append(Refusal(write: write, rule: condition))
            }
            let known = Set(found.filter { $0.kind == .reference }.map(\.rule))
            for rule in try violated() where !known.contains(rule) {
                found.append(Refusal(write: write, rule: rule, kind: .reference))
            }
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
