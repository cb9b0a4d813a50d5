internal import Digests

/// What a team keys its fingerprints with before they leave a machine (`isolation.pepper`): without it no one can tell
/// from a manifest whether a key that they guess is in it.
///
/// A secret, like a key.
package struct Pepper: Sendable, Equatable {
    /// Below that it can be guessed as well as what it protects.
    package static let minimumLength = 16

    private let secret: Secret

    package init(_ secret: Secret) { self.secret = secret }

    /// HMAC-SHA256 of a fingerprint: what stands for it in a manifest.
    package func keyed(_ fingerprint: Fingerprint) -> Fingerprint {
        var bytes: [UInt8] = []
        fingerprint.append(to: &bytes)
        return code(of: bytes)
    }

    /// HMAC-SHA256 of a whole text, which no one without the pepper can make.
    package func seal(of text: String) -> Fingerprint {
        code(of: Array("keyturn manifest\u{0}".utf8) + Array(text.utf8))
    }

    /// The same for one pepper, so that two are distinguished, without telling what it is.
    package var check: String { String(code(of: Array("keyturn pepper\u{0}".utf8)).hex.prefix(16)) }

    private func code(of bytes: [UInt8]) -> Fingerprint {
        let code = secret.withBytes { HMAC.sha256(bytes, key: $0) }
        guard let fingerprint = code.withUnsafeBytes({ Fingerprint(digest: $0) }) else {
            preconditionFailure("a code of SHA-256 has 32 bytes")
        }
        return fingerprint
    }
}
