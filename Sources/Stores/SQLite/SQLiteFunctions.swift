internal import FoundationEssentials
internal import GRDB
internal import Model

/// What SQLite lacks, as functions that our statements call.
enum SQLiteFunctions {
    /// `keyturn_sha256(text)`: the digest as a blob, so that other owners' keys leave the statement as digests.
    static let sha256 = DatabaseFunction("keyturn_sha256", argumentCount: 1, pure: true) { values in
        guard let text = String.fromDatabaseValue(values[0]) else { return nil }
        return SQLiteFunctions.digest(of: text)
    }

    /// `keyturn_microseconds(timestamp)`: since 1970, whatever form it is stored in; NULL for none and for no timestamp.
    static let microseconds = DatabaseFunction("keyturn_microseconds", argumentCount: 1, pure: true) { values in
        SQLiteValue.instant(values[0])?.microseconds
    }

    /// `keyturn_credential(value)`: as ``sha256``, of whatever a column holds: a text, bytes, or a number's text.
    ///
    /// NULL for NULL, and for what is empty.
    static let credential = DatabaseFunction("keyturn_credential", argumentCount: 1, pure: true) { values in
        switch values[0].storage {
        case .null: nil
        case .string(let text): text.isEmpty ? nil : SQLiteFunctions.digest(of: text)
        case .int64(let number): SQLiteFunctions.digest(of: String(number))
        case .double(let number): SQLiteFunctions.digest(of: String(number))
        case .blob(let bytes): bytes.isEmpty ? nil : bytes.withUnsafeBytes { SQLiteDigest.sha256($0) }
        }
    }

    private static func digest(of text: String) -> Data {
        var text = text
        return text.withUTF8 { SQLiteDigest.sha256(UnsafeRawBufferPointer($0)) }
    }
}
