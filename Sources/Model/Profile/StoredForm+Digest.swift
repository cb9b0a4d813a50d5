internal import Digests

extension StoredForm {
    /// What the column holds of a key, as a text, or as bytes where ``encoding`` says so.
    package enum Stored: Hashable, Sendable {
        case text(String)
        case bytes([UInt8])
    }

    /// What the column holds of a key with a fingerprint, where the digest is that; nil elsewhere.
    package func stored(_ fingerprint: Fingerprint) -> Stored? {
        guard isFingerprint else { return nil }
        var bytes: [UInt8] = []
        fingerprint.append(to: &bytes)
        return written(bytes, salt: nil)
    }

    /// The fingerprint in what the column holds; nil where it holds something else than that digest.
    package func fingerprint(_ stored: Stored) -> Fingerprint? {
        guard isFingerprint else { return nil }
        // Every row is asked, and most are written so.
        if case .text(let text) = stored, encoding == .hex {
            return text.hasPrefix(prefix) ? Fingerprint(hexDigits: text.utf8.dropFirst(prefix.utf8.count)) : nil
        }
        return digest(in: stored).flatMap { $0.withUnsafeBytes { Fingerprint(digest: $0) } }
    }

    /// A digest as the column holds it.
    func written(_ digest: [UInt8], salt: String?) -> Stored {
        let prefix = salt.map { self.prefix.replacing(Self.salt, with: $0) } ?? self.prefix
        return switch encoding {
        case .hex: .text(prefix + (isUpperCase ? DigestText.hex(digest).uppercased() : DigestText.hex(digest)))
        case .base64: .text(prefix + DigestText.base64(digest))
        case .base64url: .text(prefix + DigestText.base64url(digest))
        case .bytes: .bytes(digest)
        }
    }

    private static let salt = "{salt}"

    /// The salt in what the column holds, where ``prefix`` has a place for it; nil for none.
    package func salt(in stored: Stored) -> String? {
        guard case .text(let text) = stored, let parts = prefixParts, text.hasPrefix(parts.before) else { return nil }
        let rest = text.dropFirst(parts.before.count)
        guard let length = salt?.length, rest.count > length else { return nil }
        return rest.dropFirst(length).hasPrefix(parts.after) ? String(rest.prefix(length)) : nil
    }

    /// What is before the salt and behind it.
    private var prefixParts: (before: String, after: String)? {
        guard let range = prefix.firstRange(of: Self.salt) else { return nil }
        return (String(prefix[..<range.lowerBound]), String(prefix[range.upperBound...]))
    }

    /// The digest in what the column holds; nil where it holds something else.
    func digest(in stored: Stored) -> [UInt8]? {
        let digest: [UInt8]?
        switch stored {
        case .bytes(let bytes): digest = encoding == .bytes ? bytes : nil
        case .text(let text):
            var prefix = self.prefix
            if prefixParts != nil {
                guard let salt = salt(in: stored) else { return nil }
                prefix = prefix.replacing(Self.salt, with: salt)
            }
            guard encoding != .bytes, text.hasPrefix(prefix) else { return nil }
            let text = text.utf8.dropFirst(prefix.utf8.count)
            guard encoding != .hex else {
                digest = DigestText.bytes(hex: text)
                break
            }
            // A server compares texts: where a row is padded and new ones are not, it would refuse every new key.
            let bytes = DigestText.bytes(base64: text)
            let spelled = bytes.map { encoding == .base64 ? DigestText.base64($0) : DigestText.base64url($0) }
            digest = spelled?.utf8.elementsEqual(text) == true ? bytes : nil
        }
        return digest?.count == byteCount ? digest : nil
    }

    /// How many bytes a digest has.
    package var byteCount: Int {
        switch scheme {
        case .plain: 0
        case .sha256, .hmacSHA256: 32
        case .sha512, .hmacSHA512: 64
        case .pbkdf2SHA256: length ?? 32
        }
    }

    /// Whether a digest takes so long that none is computed without need.
    package var isSlow: Bool { scheme == .pbkdf2SHA256 }

    func digest(_ part: UnsafeRawBufferPointer, pepper: Secret?, salt: [UInt8]) -> [UInt8]? {
        var secret: [UInt8] = pepper?.withBytes { Array($0) } ?? []
        if self.pepper?.isHashed == true {
            secret = Array(DigestText.hex(secret.withUnsafeBytes { SHA256.digest(of: $0) }).utf8)
        }
        var message: [UInt8] = self.pepper?.place == .before ? secret : []
        defer {
            for index in secret.indices { secret[index] = 0 }
            for index in message.indices { message[index] = 0 }
        }
        if self.salt?.place == .before { message += salt }
        message += part
        if self.salt?.place == .after { message += salt }
        if self.pepper?.place == .after { message += secret }
        switch scheme {
        case .plain: return nil
        case .pbkdf2SHA256:
            return PBKDF2.sha256(message, salt: salt, rounds: rounds ?? 1, count: byteCount)
        case .hmacSHA256: return secret.withUnsafeBytes { HMAC.sha256(message, key: $0) }
        case .hmacSHA512: return secret.withUnsafeBytes { HMAC.sha512(message, key: $0) }
        case .sha256: return message.withUnsafeBytes { SHA256.digest(of: $0) }
        case .sha512: return message.withUnsafeBytes { SHA512.digest(of: $0) }
        }
    }
}
