internal import CNettle

/// SHA-256 of FIPS 180-4, of bytes that may come in pieces.
///
///     var hash = SHA256()
///     hash.update(prefix)
///     hash.update(rest)
///     let words = hash.finalize()
package struct SHA256 {
    /// A digest as four big-endian words.
    ///
    /// No array: tens of thousands of digests are computed in every run.
    package typealias Words = (UInt64, UInt64, UInt64, UInt64)

    private var context = sha256_ctx()

    package init() { nettle_sha256_init(&context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        nettle_sha256_update(&context, bytes.count, bytes.bytes)
    }

    /// The digest; afterwards it starts over.
    package mutating func finalize() -> Words {
        var words: Words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { keyturn_sha256_digest(&context, $0.bytes) }
        return (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    }

    package static func words(of bytes: UnsafeRawBufferPointer) -> Words {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    /// The 32 bytes of the digest.
    package static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return [UInt8](written: SHA256_DIGEST_SIZE) { keyturn_sha256_digest(&hash.context, $0) }
    }
}
