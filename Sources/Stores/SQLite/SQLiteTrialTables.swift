internal import Model

/// Rows are tried in a database in memory that has the definitions of tables and nothing else.
extension SQLiteDatabase {
    /// Such a database; nil where a table is missing, or cannot be made there, with the objection that says so.
    func definitions(
        of tables: [(content: StoreSchema.Table.Content, name: String)]
    ) throws -> (memory: SQLiteDatabase?, objections: [StoreSchema.Table.Content: [StoreSchema.Objection]]) {
        let memory = try SQLiteDatabase(path: ":memory:", busyMilliseconds: 0, functions: SQLiteFunctions.all)
        try memory.execute("PRAGMA foreign_keys = OFF")
        for table in tables {
            let sql = "SELECT sql FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type = 'table'"
            guard let definition = try text(sql, [table.name]) else { return (nil, [:]) }
            do {
                try memory.execute(definition)
            } catch let failure as SQLiteFailure {
                // A collation or a function of the application's own.
                let failed = StoreSchema.Objection(nil, .insert, [], failure: MessageScrubber()(failure.message))
                return (nil, [table.content: [failed]])
            }
        }
        return (memory, [:])
    }

    /// Does something within a transaction, or nothing of it.
    ///
    /// - Returns: the condition that refused it; nil where it was done, or failed for another reason.
    func refusal(of work: () throws -> Void, isEnd: Bool = false) throws -> String? {
        try execute("SAVEPOINT step")
        do {
            try work()
            return nil
        } catch let failure as SQLiteFailure {
            try execute("ROLLBACK TO step")
            return failure.refusedCondition(isEnd: isEnd)
        }
    }
}

/// Which conditions and foreign keys of a table refused which writes, and of whom.
struct SQLiteRefusals {
    private var identities: [Rule: [StoreSchema.Write: [String]]] = [:]

    private struct Rule: Hashable {
        let name: String
        let kind: StoreSchema.Objection.Kind
    }

    mutating func note(
        _ rule: String,
        _ write: StoreSchema.Write,
        of trial: RowTrial,
        kind: StoreSchema.Objection.Kind = .condition
    ) {
        identities[Rule(name: rule, kind: kind), default: [:]][write, default: []].append(trial.identity)
    }

    /// By the names of the conditions.
    var objections: [StoreSchema.Objection] {
        identities.sorted { $0.key.name < $1.key.name }.flatMap { rule, writes in
            StoreSchema.Write.allCases.compactMap { write in
                writes[write].map { StoreSchema.Objection(rule.name, write, $0, kind: rule.kind) }
            }
        }
    }
}

extension SQLiteFailure {
    /// The condition that refused a row, as SQLite calls it; nil for another failure.
    ///
    /// At an end only a generated column can become NULL; the columns show what an insert lacks.
    fileprivate func refusedCondition(isEnd: Bool) -> String? {
        guard isRefusedCondition || isEnd && isRefusedNull else { return nil }
        let name = message.split(separator: ":", maxSplits: 1).dropFirst().first ?? ""
        return name.trimmingPrefix(" ").isEmpty ? "CHECK" : String(name.trimmingPrefix(" "))
    }
}
