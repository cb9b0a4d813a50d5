/// Whether a statement may do something to rows that it does not name: triggers, and constraints that resolve a conflict
/// by themselves (`ON CONFLICT REPLACE` deletes the older row).
///
/// Without any, which is the rule, a proof of what was written is time lost.
enum SQLiteSideEffects {
    static func arePossible(_ database: SQLiteDatabase) throws -> Bool {
        let sql = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' OR sql LIKE '%CONFLICT%' LIMIT 1"
        return try database.first(sql) { _ in true } ?? false
    }
}
