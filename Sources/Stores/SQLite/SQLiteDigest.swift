internal import Crypto

/// SHA-256 as SQLite takes it: a blob.
enum SQLiteDigest {
    static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize().withUnsafeBytes { Array($0) }
    }
}
