package import Model

/// What is to be delivered for one identity.
package struct CurrentKey: Sendable {
    package let secret: Secret
    package let fingerprint: Fingerprint

    /// What is beside the secret and is not one; nil where there is none.
    package let publicID: String?

    package init(secret: Secret, fingerprint: Fingerprint, publicID: String? = nil) {
        self.secret = secret
        self.fingerprint = fingerprint
        self.publicID = publicID
    }

    package init(_ secret: Secret) {
        self.init(secret: secret, fingerprint: Fingerprint(of: secret))
    }
}

extension CurrentKey {
    /// What a place holds that the part belongs to; nil where the key has no such part.
    func text(of part: KeyPart) -> Secret? {
        switch part {
        case .secret: secret
        case .publicID: publicID.map { Secret(text: $0) }
        }
    }

    /// The digest of ``text(of:)``.
    func digest(of part: KeyPart) -> Fingerprint? {
        switch part {
        case .secret: fingerprint
        case .publicID: text(of: part).map { Fingerprint(of: $0) }
        }
    }
}
