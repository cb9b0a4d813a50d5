internal import Digests
internal import Model

/// What SQLite lacks, as functions that our statements call.
enum SQLiteFunctions {
    static let all = [sha256, microseconds, credential, fingerprint, watched, name, mark]

    /// `keyturn_sha256(text)`: the digest as a blob, so that other owners' keys leave the statement as digests.
    private static let sha256 = SQLiteFunction("keyturn_sha256") { value in
        value.string.map(digest) ?? .null
    }

    /// `keyturn_microseconds(timestamp)`: since 1970, whatever form it is stored in; NULL for none and for no timestamp.
    private static let microseconds = SQLiteFunction("keyturn_microseconds") { value in
        (SQLiteValue.instant(value)?.microseconds).cell
    }

    /// `keyturn_local_0(timestamp)` and on: as ``microseconds``, of times that the clocks of a table's zones show.
    static func local(_ table: KeyTable) -> [SQLiteFunction] {
        table.sqliteZones.enumerated().map { place, zone in
            SQLiteFunction(localName(place)) { (SQLiteValue.instant($0, in: zone)?.microseconds).cell }
        }
    }

    static func localName(_ place: Int) -> String { "keyturn_local_\(place)" }

    /// `keyturn_credential(value)`: as ``sha256``, of whatever a column holds: a text, bytes, or a number's text.
    ///
    /// NULL for NULL, and for what is empty.
    private static let credential = SQLiteFunction("keyturn_credential") { value in
        switch value {
        case .null: .null
        case .text(let text): text.isEmpty ? .null : digest(of: text)
        case .integer(let number): digest(of: String(number))
        case .real(let number): digest(of: String(number))
        case .blob(let bytes):
            bytes.isEmpty ? .null : bytes.withUnsafeBytes { .blob(SHA256.digest(of: $0)) }
        }
    }

    /// `keyturn_fingerprint(value)`: as ``credential``, with a byte after it that says whether the value could be guessed.
    private static let fingerprint = SQLiteFunction("keyturn_fingerprint") { value in
        switch value {
        case .null: .null
        case .text(let text): marked(Array(text.utf8))
        case .integer(let number): marked(Array(String(number).utf8))
        case .real(let number): marked(Array(String(number).utf8))
        case .blob(let bytes): marked(bytes)
        }
    }

    private static func marked(_ bytes: [UInt8]) -> SQLiteCell {
        guard !bytes.isEmpty else { return .null }
        return bytes.withUnsafeBytes { .blob(SHA256.digest(of: $0) + [Secret.isGuessable($0) ? 1 : 0]) }
    }

    /// `keyturn_watched(value)`: as `keyturn_credential`, but of a JSON document the digests of the strings in it that may
    /// be credentials, one after the other; NULL where there are none.
    private static let watched = SQLiteFunction("keyturn_watched") { value in
        guard case .text(var text) = value else { return credential.body(value) }
        return text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            guard JSONCredentials.isDocument(bytes) else {
                return bytes.isEmpty ? .null : .blob(SHA256.digest(of: bytes))
            }
            var digests: [UInt8] = []
            JSONCredentials.forEach(in: bytes) { digests += SHA256.digest(of: $0) }
            return digests.isEmpty ? .null : .blob(digests)
        }
    }

    /// `keyturn_name(text)`: a row's name without the mark behind it.
    private static let name = SQLiteFunction("keyturn_name") { value in
        guard case .text(let text) = value else { return value }
        return .text(MarkedName(text)?.name ?? text)
    }

    /// `keyturn_mark(text)`: the key's digits behind a row's name; NULL for none.
    private static let mark = SQLiteFunction("keyturn_mark") { value in
        guard case .text(let text) = value else { return .null }
        return MarkedName(text)?.digits.map { .text($0) } ?? .null
    }

    private static func digest(of text: String) -> SQLiteCell {
        var text = text
        return text.withUTF8 { .blob(SHA256.digest(of: UnsafeRawBufferPointer($0))) }
    }
}
