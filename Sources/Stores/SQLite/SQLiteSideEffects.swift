internal import GRDB

/// Whether a statement may do something to rows that it does not name: triggers, and constraints that resolve a conflict
/// by themselves (`ON CONFLICT REPLACE` deletes the older row).
///
/// Without any, which is the rule, a proof of what was written is time lost.
enum SQLiteSideEffects {
    static func arePossible(_ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' OR sql LIKE '%CONFLICT%')"
        ) ?? true
    }
}
