internal import Model

/// Finds many secrets in a text at once, of whatever alphabet.
///
/// A rolling hash for each length that secrets have (Rabin and Karp): linear in the text, whatever the number of secrets.
struct SecretFinder {
    struct Match {
        let range: Range<Int>

        /// What may be shown in its place; nil for a secret that could be guessed from that.
        let fingerprint: Fingerprint?
    }

    private struct Length {
        let count: Int
        /// `base` to the power of `count - 1`: what the byte that leaves weighs.
        let weight: UInt64
        /// The places in `secrets` by hash.
        var places: [UInt64: [Int]] = [:]
    }

    private let secrets: [Secret]

    /// How many of the first of them have fingerprints that may be shown.
    private let shown: Int
    private let lengths: [Length]

    /// Odd, so that no byte's weight vanishes.
    private static let base: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// `hidden` are secrets of which not even a fingerprint is shown, such as passwords.
    init(_ keys: [Secret], hidden: [Secret] = []) {
        let secrets = keys + hidden
        self.secrets = secrets
        shown = keys.count
        var lengths: [Int: Length] = [:]
        for (place, secret) in secrets.enumerated() where secret.count > 0 {
            let hash = secret.withBytes { $0.reduce(0) { $0 &* Self.base &+ UInt64($1) } }
            let weight = { (1..<secret.count).reduce(1) { weight, _ in weight &* Self.base } }
            lengths[secret.count, default: Length(count: secret.count, weight: weight())]
                .places[hash, default: []].append(place)
        }
        // The longest first, so that it has the place where one secret begins with another.
        self.lengths = lengths.values.sorted { $0.count > $1.count }
    }

    /// The length of the longest secret.
    var longest: Int { lengths.first?.count ?? 0 }

    /// Every occurrence, in the order of their beginnings; they may overlap.
    func matches(in text: UnsafeRawBufferPointer) -> [Match] {
        var matches: [Match] = []
        for length in lengths where length.count <= text.count {
            var hash: UInt64 = 0
            for end in text.indices {
                if end >= length.count { hash &-= UInt64(text[end - length.count]) &* length.weight }
                hash = hash &* Self.base &+ UInt64(text[end])
                guard end >= length.count - 1, let places = length.places[hash] else { continue }
                let range = end + 1 - length.count..<end + 1
                let found = UnsafeRawBufferPointer(rebasing: text[range])
                guard let place = places.first(where: { secrets[$0].withBytes { $0.elementsEqual(found) } }) else {
                    continue
                }
                let mayBeShown = place < shown && !secrets[place].isGuessable
                matches.append(Match(range: range, fingerprint: mayBeShown ? Fingerprint(of: found) : nil))
            }
        }
        return matches.sorted {
            ($0.range.lowerBound, -$0.range.upperBound) < ($1.range.lowerBound, -$1.range.upperBound)
        }
    }
}
