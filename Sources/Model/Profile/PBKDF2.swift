internal import CryptoExtras

/// PBKDF2 of RFC 8018 with HMAC-SHA256: slow on purpose.
enum PBKDF2 {
    /// Nil where the library refuses the parameters.
    static func sha256(_ password: [UInt8], salt: [UInt8], rounds: Int, length: Int) -> [UInt8]? {
        let key = try? KDF.Insecure.PBKDF2.deriveKey(
            from: password,
            salt: salt,
            using: .sha256,
            outputByteCount: length,
            unsafeUncheckedRounds: rounds
        )
        return key?.withUnsafeBytes { Array($0) }
    }
}
