internal import CSQLite

/// An error of SQLite's, by its result code.
struct SQLiteFailure: Error {
    /// The primary result code: `SQLITE_BUSY`, whichever kind of it.
    let code: Int32

    let message: String

    /// Whether a CHECK refused a row.
    private(set) var isRefusedCondition = false

    /// Whether a NOT NULL refused the row.
    private(set) var isRefusedNull = false

    /// Whether another row has what must be unique.
    private(set) var isTaken = false

    init(code: Int32, message: String) {
        self.code = code & 0xff
        self.message = message
    }

    /// `SQLITE_CONSTRAINT_CHECK`, a macro of macros, which Swift does not import.
    private static let constraintCheck = SQLITE_CONSTRAINT | 1 << 8

    /// `SQLITE_CONSTRAINT_NOTNULL`.
    private static let constraintNotNull = SQLITE_CONSTRAINT | 5 << 8

    /// `SQLITE_CONSTRAINT_PRIMARYKEY`, `…_UNIQUE` and `…_ROWID`.
    private static let constraintsUnique = [6, 8, 10].map { SQLITE_CONSTRAINT | $0 << 8 }

    /// What the connection's last call failed with.
    init(_ code: Int32, of connection: OpaquePointer?) {
        self.init(code: code, message: String(cString: sqlite3_errmsg(connection)))
        isRefusedCondition = sqlite3_extended_errcode(connection) == Self.constraintCheck
        isRefusedNull = sqlite3_extended_errcode(connection) == Self.constraintNotNull
        isTaken = Self.constraintsUnique.contains(sqlite3_extended_errcode(connection))
    }
}
