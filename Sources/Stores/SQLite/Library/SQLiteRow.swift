internal import CSQLite

/// The row that a statement is at; only until it goes on.
struct SQLiteRow {
    private let handle: OpaquePointer?

    init(_ handle: OpaquePointer?) { self.handle = handle }

    /// A column's value as it is stored.
    subscript(_ column: Int) -> SQLiteCell {
        let column = Int32(column)
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT: return .text(SQLiteBytes.text(sqlite3_column_text(handle, column), bytes(column)))
        case SQLITE_BLOB: return .blob(SQLiteBytes.blob(sqlite3_column_blob(handle, column), bytes(column)))
        default: return .null
        }
    }

    /// A column as text, whatever it is stored as; nil for NULL.
    func text(_ column: Int) -> String? {
        let column = Int32(column)
        guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
        // The text first: asking for it may convert the value, and change its length.
        let text = sqlite3_column_text(handle, column)
        return SQLiteBytes.text(text, bytes(column))
    }

    private func bytes(_ column: Int32) -> Int32 { sqlite3_column_bytes(handle, column) }
}

/// Values of what SQLite lends.
enum SQLiteBytes {
    static func text(_ start: UnsafePointer<UInt8>?, _ count: Int32) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(count)), as: UTF8.self)
    }

    static func blob(_ start: UnsafeRawPointer?, _ count: Int32) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(count)))
    }
}
