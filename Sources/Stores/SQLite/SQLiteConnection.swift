internal import GRDB
internal import Model

/// The database file opened by GRDB, and the file's own descriptor, which outlives it.
final class SQLiteConnection {
    let file: SQLiteFile
    private let queue: DatabaseQueue

    init(path: String, profile: StoreProfile) throws(StoreError) {
        file = try SQLiteFile(path: path)
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(StoreLimits.lockMilliseconds) / 1_000)
        configuration.prepareDatabase { database in
            database.add(function: SQLiteFunctions.sha256)
            database.add(function: SQLiteFunctions.microseconds)
            database.add(function: SQLiteFunctions.credential)
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw SQLiteErrors.error(error, profile: profile, database: nil)
        }
    }

    deinit { close() }

    /// Runs work on the database; what it throws comes out in the store's words.
    func run<Result>(_ profile: StoreProfile, _ work: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            return try queue.writeWithoutTransaction { database in
                do {
                    return try work(database)
                } catch {
                    throw SQLiteErrors.error(error, profile: profile, database: database)
                }
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw SQLiteErrors.error(error, profile: profile, database: nil)
        }
    }

    /// Closes SQLite's descriptors; the file's own is closed with this object, after them.
    func close() { try? queue.close() }
}
