package import Model

/// What is to be delivered for one identity.
package struct CurrentKey: Sendable {
    package let secret: Secret
    package let fingerprint: Fingerprint

    package init(secret: Secret, fingerprint: Fingerprint) {
        self.secret = secret
        self.fingerprint = fingerprint
    }

    package init(_ secret: Secret) {
        self.init(secret: secret, fingerprint: Fingerprint(of: secret))
    }
}
