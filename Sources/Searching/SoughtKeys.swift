package import Model

/// The keys that a search looks for, by their fingerprints.
package struct SoughtKeys: Sendable {
    private let fingerprints: Set<Fingerprint>

    /// A bit for each fingerprint, by its first bits: of most words nothing else is asked.
    private let filter: [UInt64]
    private let shift: UInt64

    /// What the fingerprints are keyed with; nil for plain ones.
    private let pepper: Pepper?

    /// Whether a word is a key that is known by another digest alone.
    package typealias Recogniser = @Sendable (_ word: UnsafeRawBufferPointer, _ fingerprint: Fingerprint) -> Bool
    private let recognises: Recogniser?

    package init(_ fingerprints: Set<Fingerprint>, under pepper: Pepper? = nil, or recognises: Recogniser? = nil) {
        self.fingerprints = fingerprints
        // About one word in sixteen that is no key passes, and nothing is larger than a cache.
        let bits = UInt64((fingerprints.count * 16).bitWidth - (fingerprints.count * 16).leadingZeroBitCount)
        shift = 64 - min(max(bits, 6), 22)
        var filter = [UInt64](repeating: 0, count: 1 << Int(64 - shift - 6))
        for fingerprint in fingerprints {
            let place = fingerprint.leadingBits >> shift
            filter[Int(place >> 6)] |= 1 << (place & 63)
        }
        self.filter = filter
        self.pepper = pepper
        self.recognises = recognises
    }

    /// The fingerprint, as it is looked for, of a word that is one of the keys; nil for any other.
    func match(_ word: UnsafeRawBufferPointer) -> Fingerprint? {
        var fingerprint = Fingerprint(lookingUp: word)
        if let pepper { fingerprint = pepper.keyed(fingerprint) }
        // Asked in every case: another store may hold another digest of the same key.
        let isRecognised = recognises?(word, fingerprint) ?? false
        return isRecognised || isSought(fingerprint) ? fingerprint : nil
    }

    private func isSought(_ fingerprint: Fingerprint) -> Bool {
        let place = fingerprint.leadingBits >> shift
        return filter[Int(place >> 6)] & (1 << (place & 63)) != 0 && fingerprints.contains(fingerprint)
    }
}
