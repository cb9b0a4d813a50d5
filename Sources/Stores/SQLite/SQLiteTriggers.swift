internal import GRDB

/// Whether a database has triggers: in SQLite nothing else can make of a row what its statement did not write.
///
/// Without any, which is the rule, a proof of what was written is time lost.
enum SQLiteTriggers {
    static func exist(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger')") ?? true
    }
}
