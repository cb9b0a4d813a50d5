internal import Crypto

extension StoredForm {
    /// What the column holds of a key, as a text, or as bytes where ``encoding`` says so.
    package enum Stored: Hashable, Sendable {
        case text(String)
        case bytes([UInt8])
    }

    /// What the column holds of a key; nil for the key itself, and for what a salt or a pepper that is not known makes.
    ///
    /// `prefix` is the fixed text that the key begins with.
    package func stored(_ key: Secret, prefix: String, pepper: Secret? = nil) -> Stored? {
        guard scheme != .plain, salt == nil, (self.pepper == nil) == (pepper == nil) else { return nil }
        return key.withBytes { bytes -> Stored? in
            let part: UnsafeRawBufferPointer
            switch of {
            case .key: part = bytes
            case .afterPrefix: part = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(prefix.utf8.count))
            case .piece: return nil
            }
            return digest(part, pepper).map(written)
        }
    }

    /// What the column holds of a key with a fingerprint, where the digest is that; nil elsewhere.
    package func stored(_ fingerprint: Fingerprint) -> Stored? {
        guard isFingerprint else { return nil }
        var bytes: [UInt8] = []
        fingerprint.append(to: &bytes)
        return written(bytes)
    }

    /// A digest as the column holds it.
    private func written(_ digest: [UInt8]) -> Stored {
        switch encoding {
        case .hex: .text(prefix + DigestText.hex(digest))
        case .base64: .text(prefix + DigestText.base64(digest))
        case .base64url: .text(prefix + DigestText.base64url(digest))
        case .bytes: .bytes(digest)
        }
    }

    private func digest(_ part: UnsafeRawBufferPointer, _ pepper: Secret?) -> [UInt8]? {
        var secret: [UInt8] = pepper?.withBytes { Array($0) } ?? []
        if self.pepper?.isHashed == true {
            secret = Array(DigestText.hex(secret.withUnsafeBytes { Self.sha256($0) }).utf8)
        }
        defer { for index in secret.indices { secret[index] = 0 } }
        switch scheme {
        case .plain, .pbkdf2SHA256: return nil
        case .hmacSHA256:
            return Array(HMAC<SHA256>.authenticationCode(for: Array(part), using: SymmetricKey(data: secret)))
        case .hmacSHA512:
            return Array(HMAC<SHA512>.authenticationCode(for: Array(part), using: SymmetricKey(data: secret)))
        case .sha256, .sha512:
            var message: [UInt8] = self.pepper?.place == .before ? secret : []
            message += part
            if self.pepper?.place == .after { message += secret }
            defer { for index in message.indices { message[index] = 0 } }
            return message.withUnsafeBytes { scheme == .sha256 ? Self.sha256($0) : Self.sha512($0) }
        }
    }

    private static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return Array(hash.finalize())
    }

    private static func sha512(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA512()
        hash.update(bufferPointer: bytes)
        return Array(hash.finalize())
    }

    /// The fingerprint in what the column holds; nil where it holds something else than that digest.
    package func fingerprint(_ stored: Stored) -> Fingerprint? {
        guard isFingerprint else { return nil }
        let digest: [UInt8]?
        switch stored {
        case .bytes(let bytes): digest = encoding == .bytes ? bytes : nil
        case .text(let text):
            guard text.hasPrefix(prefix) else { return nil }
            let text = text.utf8.dropFirst(prefix.utf8.count)
            digest = encoding == .hex ? DigestText.bytes(hex: text) : DigestText.bytes(base64: text)
        }
        return digest.flatMap { $0.withUnsafeBytes { Fingerprint(digest: $0) } }
    }
}
