package import Model

/// The keys that a search looks for, by their fingerprints.
package struct SoughtKeys: Sendable {
    private let fingerprints: Set<Fingerprint>

    /// What the fingerprints are keyed with; nil for plain ones.
    private let pepper: Pepper?

    /// Whether a word is a key that is known by another digest alone.
    package typealias Recogniser = @Sendable (_ word: UnsafeRawBufferPointer, _ fingerprint: Fingerprint) -> Bool
    private let recognises: Recogniser?

    package init(_ fingerprints: Set<Fingerprint>, under pepper: Pepper? = nil, or recognises: Recogniser? = nil) {
        self.fingerprints = fingerprints
        self.pepper = pepper
        self.recognises = recognises
    }

    /// The fingerprint, as it is looked for, of a word that is one of the keys; nil for any other.
    func match(_ word: UnsafeRawBufferPointer) -> Fingerprint? {
        var fingerprint = Fingerprint(lookingUp: word)
        if let pepper { fingerprint = pepper.keyed(fingerprint) }
        // Asked in every case: another store may hold another digest of the same key.
        let isRecognised = recognises?(word, fingerprint) ?? false
        return isRecognised || fingerprints.contains(fingerprint) ? fingerprint : nil
    }
}
