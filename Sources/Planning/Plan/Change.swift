package import Diagnostics
package import Model

/// A change that apply would make, with its reasons.
///
/// Holds no secret. Immutable, so it behaves like a value; a class, because it has many fields and every step of a run
/// passes on thousands of them.
package final class Change: Hashable, Sendable, Codable {
    package let action: Action
    package let address: Address

    /// At least one.
    package let reasons: [Reason]

    /// The key that is replaced or retired.
    package let from: Fingerprint?

    /// The mark of ``from``'s row, `row:0f1e2d3c`, where the row itself does not say which key it holds; nil elsewhere.
    ///
    /// Once no text of the key is left, its row is known by nothing else.
    package let fromRow: String?

    /// When ``from`` was used last; nil for unknown.
    package let fromLastUsedAt: Instant?

    /// The key that is delivered; nil for one that does not exist yet, and for `retire`.
    package let to: Fingerprint?

    /// When ``from`` stops working.
    ///
    /// A forecast: the overlap is counted from the retirement, after delivery.
    package let ends: Instant?

    /// Whether Keyturn must end ``from`` then, because no server does; nil for no.
    package let isEndedByKeyturn: Bool?

    /// Whether ``from`` keeps working until consumers were seen using the new key (`adoption: required`).
    package let awaitsAdoption: Bool

    /// What is written, by path.
    package let files: [FileChange]

    /// Where the identity is declared.
    package let location: SourceLocation

    package init(
        action: Action,
        address: Address,
        reasons: [Reason],
        from: Fingerprint? = nil,
        fromRow: String? = nil,
        fromLastUsedAt: Instant? = nil,
        to: Fingerprint? = nil,
        ends: Instant? = nil,
        isEndedByKeyturn: Bool = false,
        awaitsAdoption: Bool = false,
        files: [FileChange] = [],
        location: SourceLocation
    ) {
        self.action = action
        self.address = address
        self.reasons = reasons
        self.from = from
        self.fromRow = fromRow
        self.fromLastUsedAt = fromLastUsedAt
        self.to = to
        self.ends = ends
        self.isEndedByKeyturn = isEndedByKeyturn && ends != nil ? true : nil
        self.awaitsAdoption = awaitsAdoption
        self.files = files
        self.location = location
    }

    package static func == (left: Change, right: Change) -> Bool {
        left.action == right.action && left.address == right.address && left.reasons == right.reasons
            && left.from == right.from && left.fromRow == right.fromRow && left.fromLastUsedAt == right.fromLastUsedAt
            && left.to == right.to
            && left.ends == right.ends && left.isEndedByKeyturn == right.isEndedByKeyturn
            && left.awaitsAdoption == right.awaitsAdoption && left.files == right.files
            && left.location == right.location
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(action)
        hasher.combine(address)
        hasher.combine(from)
    }

    /// Whether it issues a new key.
    package var issuesKey: Bool {
        switch action {
        case .issue, .rotate, .replace: true
        // Only where it is the current key that is revoked are there files to write: with the new one.
        case .revoke: !files.isEmpty
        case .adopt, .deliver, .retire, .remove: false
        }
    }

    /// Whether an end that Keyturn carries out is reached.
    package var endsNow: Bool { reasons.contains { if case .endReached = $0 { true } else { false } } }

    func promisesTheSame(as other: Change) -> Bool {
        action == other.action && address == other.address && from?.asWritten == other.from?.asWritten
            && to?.asWritten == other.to?.asWritten && files.map(\.asWritten) == other.files.map(\.asWritten)
    }
}
