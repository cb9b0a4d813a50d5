package import Diagnostics
package import Model

/// A replaced key that keeps working without an expiry, since its consumers were not seen using the new one.
package struct Waiting: Hashable, Sendable, Codable {
    package let address: Address
    package let old: Fingerprint
    package let new: Fingerprint
    package let evidence: Evidence

    /// When the declared patience ends; nil for never.
    package let deadline: Instant?

    /// Where the identity is declared.
    package let location: SourceLocation

    package enum Evidence: Hashable, Sendable, Codable {
        /// The old key was used too lately.
        case oldInUse(last: Instant)
        /// The old key is quiet, but the new one was not used yet.
        case newUnused
        /// The store never wrote when the old key was used.
        case oldUseUnknown
    }

    package init(
        address: Address,
        old: Fingerprint,
        new: Fingerprint,
        evidence: Evidence,
        deadline: Instant?,
        location: SourceLocation
    ) {
        self.address = address
        self.old = old
        self.new = new
        self.evidence = evidence
        self.deadline = deadline
        self.location = location
    }

    /// Whether the old key was used after consumers could have had the new one: then what tells them of it is worth
    /// doing again.
    package var isPresentingOldKey: Bool { if case .oldInUse = evidence { true } else { false } }
}
