internal import CSQLite

/// An error of SQLite's, by its result code.
struct SQLiteFailure: Error {
    /// The primary result code: `SQLITE_BUSY`, whichever kind of it.
    let code: Int32

    let message: String

    init(code: Int32, message: String) {
        self.code = code & 0xff
        self.message = message
    }

    /// What the connection's last call failed with.
    init(_ code: Int32, of connection: OpaquePointer?) {
        self.init(code: code, message: String(cString: sqlite3_errmsg(connection)))
    }
}
