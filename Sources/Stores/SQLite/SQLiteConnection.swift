internal import Model

/// The database file opened by SQLite, and the file's own descriptor, which outlives it.
final class SQLiteConnection {
    let file: SQLiteFile
    private let database: SQLiteDatabase

    init(path: String, profile: StoreProfile) throws(StoreError) {
        file = try SQLiteFile(path: path)
        do throws(SQLiteFailure) {
            database = try SQLiteDatabase(
                path: path,
                busyMilliseconds: StoreLimits.lockMilliseconds,
                functions: SQLiteFunctions.all + (profile.described.map(SQLiteFunctions.local) ?? [])
            )
        } catch {
            throw SQLiteErrors.error(error, profile: profile, database: nil)
        }
    }

    deinit { close() }

    /// Runs work on the database; what it throws comes out in the store's words.
    func run<Result>(_ profile: StoreProfile, _ work: (SQLiteDatabase) throws -> Result) throws(StoreError) -> Result {
        do {
            return try work(database)
        } catch {
            throw SQLiteErrors.error(error, profile: profile, database: database)
        }
    }

    /// Closes SQLite's descriptors; the file's own is closed with this object, after them.
    func close() { database.close() }
}
