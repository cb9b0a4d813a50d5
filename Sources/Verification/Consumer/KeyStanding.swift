internal import Model
internal import State

/// What a key that was found at a consumer is to the identity.
enum KeyStanding: Hashable {
    case current
    /// The current key as the server takes it, too, though not as it was delivered.
    case currentInAnotherSpelling
    /// Works until then; nil for without an expiry.
    case old(until: Instant?)
    case ended
    /// The key of another identity or environment.
    case other(Address)
    /// No one's.
    case foreign

    init(_ fingerprint: Fingerprint, in subject: ConsumerSubject) {
        if subject.keys.current?.fingerprint == fingerprint {
            self = .current
        } else if subject.keys.current?.isSpelled(fingerprint) == true {
            self = .currentInAnotherSpelling
        } else if let row = subject.keys.older.first(where: { $0.isSpelled(fingerprint) }) {
            self = .old(until: row.expiresAt)
        } else if subject.keys.dead.contains(where: { $0.isSpelled(fingerprint) }) {
            self = .ended
        } else if let address = subject.others[fingerprint] {
            self = .other(address)
        } else {
            self = .foreign
        }
    }
}
