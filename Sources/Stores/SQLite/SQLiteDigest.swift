internal import Crypto
internal import FoundationEssentials

/// SHA-256 as SQLite takes it: a blob.
enum SQLiteDigest {
    static func sha256(_ bytes: UnsafeRawBufferPointer) -> Data {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize().withUnsafeBytes { Data($0) }
    }
}
