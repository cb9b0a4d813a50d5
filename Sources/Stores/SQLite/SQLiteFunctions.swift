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

    private static func digest(of text: String) -> Data {
        var text = text
        return text.withUTF8 { SQLiteDigest.sha256(UnsafeRawBufferPointer($0)) }
    }
}
