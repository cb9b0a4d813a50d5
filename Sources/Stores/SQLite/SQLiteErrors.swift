internal import CSQLite
/// SQLite's failures in the store's words: by result code, never by text.
enum SQLiteErrors {
    /// What a failure means; looks into the database, where it could be opened, for what is missing there.
    static func error(_ error: any Error, profile: StoreProfile, database: SQLiteDatabase?) -> StoreError {
        if let error = error as? StoreError { return error }
        guard let error = error as? SQLiteFailure else { return .other(message: "unexpected error of the library") }
        let message = MessageScrubber()(error.message)
        switch error.code {
        case SQLITE_FULL: return .full(message: message)
        case SQLITE_READONLY: return .readOnly(message: message)
        case SQLITE_BUSY, SQLITE_LOCKED: return .timeout(message: message)
        case SQLITE_PERM, SQLITE_AUTH: return .permissionDenied(message: message)
        case SQLITE_NOTADB: return .unreachable(message: "the file is not a SQLite database")
        case SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_IOERR: return .unreachable(message: message)
        case SQLITE_CONSTRAINT where error.isTaken: return .taken(message: message)
        case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG: return .constraint(message: message)
        // An SQL error: the statement does not fit the schema.
        case SQLITE_ERROR:
            return database.flatMap { SQLiteSchema(profile: profile).defect($0) } ?? .other(message: message)
        default: return .other(message: message)
        }
    }
}
