internal import CSQLite

/// A function of one value that statements call: the same for the same value, always.
final class SQLiteFunction: Sendable {
    let name: String
    let body: @Sendable (SQLiteCell) -> SQLiteCell

    init(_ name: String, _ body: @escaping @Sendable (SQLiteCell) -> SQLiteCell) {
        self.name = name
        self.body = body
    }

    /// Makes it known to a connection, which keeps it.
    func add(to connection: OpaquePointer?) throws(SQLiteFailure) {
        let code = sqlite3_create_function_v2(
            connection,
            name,
            1,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            Unmanaged.passRetained(self).toOpaque(),
            { context, _, values in
                guard let context, let own = sqlite3_user_data(context), let value = values?[0] else { return }
                let function = Unmanaged<SQLiteFunction>.fromOpaque(own).takeUnretainedValue()
                SQLiteFunction.answer(function.body(SQLiteFunction.cell(value)), context)
            },
            nil,
            nil,
            { own in if let own { Unmanaged<SQLiteFunction>.fromOpaque(own).release() } }
        )
        guard code == SQLITE_OK else { throw SQLiteFailure(code, of: connection) }
    }

    private static func cell(_ value: OpaquePointer) -> SQLiteCell {
        switch sqlite3_value_type(value) {
        case SQLITE_INTEGER: .integer(sqlite3_value_int64(value))
        case SQLITE_FLOAT: .real(sqlite3_value_double(value))
        case SQLITE_TEXT: .text(SQLiteBytes.text(sqlite3_value_text(value), sqlite3_value_bytes(value)))
        case SQLITE_BLOB: .blob(SQLiteBytes.blob(sqlite3_value_blob(value), sqlite3_value_bytes(value)))
        default: .null
        }
    }

    private static func answer(_ cell: SQLiteCell, _ context: OpaquePointer) {
        switch cell {
        case .null: sqlite3_result_null(context)
        case .integer(let number): sqlite3_result_int64(context, number)
        case .real(let number): sqlite3_result_double(context, number)
        case .text(let text):
            let bytes = Array(text.utf8)
            bytes.withUnsafeBytes {
                let start = $0.bindMemory(to: CChar.self).baseAddress
                sqlite3_result_text64(context, start, UInt64(bytes.count), keyturn_copied(), UInt8(SQLITE_UTF8))
            }
        case .blob(let bytes): sqlite3_result_blob64(context, bytes, UInt64(bytes.count), keyturn_copied())
        }
    }
}
