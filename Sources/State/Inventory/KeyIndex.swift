package import Model

/// Keys by what could be in a text: their fingerprints in every spelling that their servers take.
package struct KeyIndex: Sendable {
    private let places: [Fingerprint: [Int]]
    private let keys: [ListedKey]

    /// Every fingerprint that is looked for.
    package let fingerprints: Set<Fingerprint>

    package init(_ keys: [ListedKey]) {
        var places: [Fingerprint: [Int]] = [:]
        for (place, key) in keys.enumerated() {
            places[key.fingerprint, default: []].append(place)
            if let other = key.otherSpelling, other != key.fingerprint { places[other, default: []].append(place) }
        }
        self.places = places
        self.keys = keys
        fingerprints = Set(places.keys)
    }

    /// The rows of a key, live ones first; several where stores share it.
    package func rows(of fingerprint: Fingerprint) -> [ListedKey] {
        let found = (places[fingerprint] ?? []).map { keys[$0] }
        return found.filter(\.isLive) + found.filter { !$0.isLive }
    }

    /// The rows whose fingerprint begins with some hex digits; of a key that only the mark behind its row's name tells no
    /// more digits are known than are shown.
    package func rows(beginning digits: String) -> [ListedKey] {
        let found = keys.filter {
            $0.fingerprint.hex.hasPrefix(digits) || $0.otherSpelling?.hex.hasPrefix(digits) == true
                || digits.hasPrefix($0.fingerprint.description)
        }
        return found.filter(\.isLive) + found.filter { !$0.isLive }
    }

    /// The rows that are shown by a mark, as `row:9d0f9bea`.
    package func rows(called mark: String) -> [ListedKey] {
        let found = keys.filter { $0.fingerprint.description == mark }
        return found.filter(\.isLive) + found.filter { !$0.isLive }
    }
}
