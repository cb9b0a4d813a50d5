internal import CLibPQ

/// The reply to one statement, freed with its last reference.
final class PostgreSQLResult {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rows: Int32 { PQntuples(pointer) }

    /// What the server did, such as `COMMIT`: a commit of a failed transaction is answered by `ROLLBACK`.
    var command: String { String(cString: PQcmdStatus(pointer)) }

    /// How many rows a statement changed.
    var changedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The OID of a column's type.
    func type(_ column: Int32) -> Oid { PQftype(pointer, column) }

    /// The bytes of a value, valid as long as this object; nil for NULL.
    func bytes(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(pointer, row, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column),
            count: Int(PQgetlength(pointer, row, column))
        )
    }

    func text(_ row: Int32, _ column: Int32) -> String? {
        bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A value in binary format: big-endian, as many bytes as the type has.
    func integer<Value: FixedWidthInteger>(_ row: Int32, _ column: Int32, as type: Value.Type) -> Value? {
        guard let bytes = bytes(row, column), bytes.count == MemoryLayout<Value>.size else { return nil }
        return Value(bigEndian: bytes.loadUnaligned(as: Value.self))
    }

    /// One field of an error report, such as `PG_DIAG_SQLSTATE`.
    func diagnostic(_ field: Int32) -> String? {
        PQresultErrorField(pointer, field).map { String(cString: $0) }
    }
}
