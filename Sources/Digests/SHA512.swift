internal import CNettle

/// SHA-512 of FIPS 180-4.
package enum SHA512 {
    /// The 64 bytes of the digest.
    package static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var context = sha512_ctx()
        nettle_sha512_init(&context)
        nettle_sha512_update(&context, bytes.count, bytes.bytes)
        return [UInt8](written: SHA512_DIGEST_SIZE) { keyturn_sha512_digest(&context, $0) }
    }
}
