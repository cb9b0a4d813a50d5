package import Model

/// The keys that a search looks for, by their fingerprints.
package struct SoughtKeys: Sendable {
    private let fingerprints: Set<Fingerprint>

    /// What the fingerprints are keyed with; nil for plain ones.
    private let pepper: Pepper?

    package init(_ fingerprints: Set<Fingerprint>, under pepper: Pepper? = nil) {
        self.fingerprints = fingerprints
        self.pepper = pepper
    }

    /// The fingerprint, as it is looked for, of a word that is one of the keys; nil for any other.
    func match(_ word: UnsafeRawBufferPointer) -> Fingerprint? {
        var fingerprint = Fingerprint(lookingUp: word)
        if let pepper { fingerprint = pepper.keyed(fingerprint) }
        return fingerprints.contains(fingerprint) ? fingerprint : nil
    }
}
