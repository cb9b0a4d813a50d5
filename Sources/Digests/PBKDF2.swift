internal import CNettle

/// PBKDF2 of RFC 8018 with HMAC-SHA256: slow on purpose.
package enum PBKDF2 {
    /// `rounds` and `count`, the number of bytes that are derived, are at least 1.
    package static func sha256(_ password: [UInt8], salt: [UInt8], rounds: Int, count: Int) -> [UInt8] {
        precondition(count > 0 && rounds > 0 && rounds <= UInt32.max, "PBKDF2 is not defined for these numbers")
        return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
            nettle_pbkdf2_hmac_sha256(
                password.count,
                password,
                UInt32(rounds),
                salt.count,
                salt,
                count,
                bytes.baseAddress
            )
            filled = count
        }
    }
}
