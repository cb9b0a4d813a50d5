internal import Model

/// Declared owners as one bound parameter, JSON that `json_each` makes rows of: `[["hex id", "e-mail"], …]`.
struct SQLiteDeclared {
    let owners: [Owner]
    let json: String

    init(_ owners: some Sequence<Owner>) {
        // Two identities may share an owner; its rows are wanted once.
        var seen: Set<OwnerID> = []
        self.owners = owners.filter { seen.insert($0.id).inserted }
        json = Self.json(self.owners)
    }

    /// The parameter as a table: `ord` counts from 0, `id` is in the form of ``SQLiteValue/hex(_:)``.
    static let table = """
        declared AS MATERIALIZED (
            SELECT key AS ord, value ->> 0 AS id, value ->> 1 AS email FROM json_each(?1))
        """

    private static func json(_ owners: [Owner]) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        bytes.reserveCapacity(owners.count * 80)
        for owner in owners {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: "[\"".utf8)
            bytes.append(contentsOf: owner.id.uuid.hex.utf8)
            bytes.append(contentsOf: "\",\"".utf8)
            for byte in owner.email.utf8 { append(byte, to: &bytes) }
            bytes.append(contentsOf: "\"]".utf8)
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 0xf)])
        default: bytes.append(byte)
        }
    }
}
