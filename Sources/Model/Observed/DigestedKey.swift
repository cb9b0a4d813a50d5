/// What a row says of a key of which it holds a digest that is not the key's fingerprint.
package final class DigestedKey: Sendable {
    /// What stands for the key until its text is found; see ``KeyDigester/reference(_:salt:)``.
    package let reference: Fingerprint

    /// What was digested with the key; nil for a form without a salt.
    package let salt: String?

    /// The piece of the key that candidates are found by; nil if no column holds one.
    package let piece: String?

    package init(reference: Fingerprint, salt: String?, piece: String?) {
        self.reference = reference
        self.salt = salt
        self.piece = piece
    }

    /// What stands for the key: the digits of the mark behind the row's name where it bears one, else the row.
    package func fingerprint(mark: String?, row id: String) -> Fingerprint {
        mark.flatMap { Fingerprint(digits: $0, standingFor: reference) } ?? reference.standing(forRow: id)
    }
}

extension DigestedKey: Hashable {
    package static func == (left: DigestedKey, right: DigestedKey) -> Bool {
        left.reference == right.reference && left.salt == right.salt && left.piece == right.piece
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(reference) }
}
