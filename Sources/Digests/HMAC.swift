internal import CNettle
internal import Glibc

/// HMAC of RFC 2104.
package enum HMAC {
    /// 32 bytes.
    package static func sha256(_ message: [UInt8], key: UnsafeRawBufferPointer) -> [UInt8] {
        var context = hmac_sha256_ctx()
        defer { forget(&context) }
        nettle_hmac_sha256_set_key(&context, key.count, key.bytes)
        nettle_hmac_sha256_update(&context, message.count, message)
        return [UInt8](written: SHA256_DIGEST_SIZE) { keyturn_hmac_sha256_digest(&context, $0) }
    }

    /// 64 bytes.
    package static func sha512(_ message: [UInt8], key: UnsafeRawBufferPointer) -> [UInt8] {
        var context = hmac_sha512_ctx()
        defer { forget(&context) }
        nettle_hmac_sha512_set_key(&context, key.count, key.bytes)
        nettle_hmac_sha512_update(&context, message.count, message)
        return [UInt8](written: SHA512_DIGEST_SIZE) { keyturn_hmac_sha512_digest(&context, $0) }
    }

    /// Whoever has the context can make codes as whoever has the key.
    private static func forget<Context>(_ context: inout Context) {
        withUnsafeMutableBytes(of: &context) { bytes in
            if let base = bytes.baseAddress { explicit_bzero(base, bytes.count) }
        }
    }
}
