package import Model

/// A key that a profile's `onEnd` is run for.
package struct EndedKey: Hashable, Sendable, Codable {
    package let fingerprint: Fingerprint

    /// The identity that declares it; nil for none.
    package let identity: String?

    /// Whether all digits of the fingerprint are known, rather than those that are shown.
    package let isWhole: Bool

    package init(_ fingerprint: Fingerprint, identity: String?, isWhole: Bool = true) {
        self.fingerprint = fingerprint
        self.identity = identity
        self.isWhole = isWhole
    }
}
