/// What the key column holds: the key itself, a digest of it, or a salted digest.
package struct StoredForm: Hashable, Sendable {
    /// How what is stored is computed.
    package enum Scheme: String, Hashable, Sendable, CaseIterable {
        case plain, sha256, sha512
        case hmacSHA256 = "hmac-sha256"
        case hmacSHA512 = "hmac-sha512"
        case pbkdf2SHA256 = "pbkdf2-sha256"

        /// Whether it takes a key of its own.
        package var isKeyed: Bool { self == .hmacSHA256 || self == .hmacSHA512 }
    }

    /// How a digest is written.
    package enum Encoding: String, Hashable, Sendable, CaseIterable {
        case hex, base64
        /// Without padding.
        case base64url
        /// As bytes, in a column that holds them.
        case bytes
    }

    /// Which part of the key is digested.
    package enum Part: Hashable, Sendable {
        case key, afterPrefix
        /// A named piece of its form.
        case piece(String)
    }

    /// The column.
    package var column: String
    package var scheme = Scheme.plain
    package var encoding = Encoding.hex

    /// Whether hexadecimal digits are written in upper case: as the rows that are there have them.
    package var isUpperCase = false

    /// What is before the digest; `{salt}` in it stands for the salt.
    package var prefix = ""
    package var of = Part.key
    package var pepper: StoredPepper?
    package var salt: KeySalt?

    /// How often a slow scheme goes round; nil for the others.
    package var rounds: Int?

    /// How many bytes a slow scheme makes; nil for the others.
    package var length: Int?

    package init(column: String) { self.column = column }
}

extension StoredForm {
    /// Whether the same key is stored in another form in each row, so that rows cannot be found by it.
    package var isSalted: Bool { salt != nil }

    /// Whether the column is the fingerprint itself: SHA-256 of the whole key.
    package var isFingerprint: Bool {
        scheme == .sha256 && of == .key && pepper == nil && salt == nil
    }
}

extension Profile {
    /// Whether a column of the table holds the fingerprints of keys.
    package var holdsFingerprints: Bool { stored.isFingerprint || derived.contains { $0.form.isFingerprint } }
}
