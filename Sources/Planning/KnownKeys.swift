internal import Fragments
internal import Model

/// Every key that any store knows, by fingerprint: what must not stand where people write text.
struct KnownKeys {
    private let fingerprints: Set<Fingerprint>
    private let prefixes: Set<String>

    init(_ views: [EnvironmentView]) {
        var fingerprints: Set<Fingerprint> = []
        for view in views {
            for row in view.observed.store.keys { fingerprints.insert(row.fingerprint) }
            for key in view.observed.store.otherKeys { fingerprints.insert(key.fingerprint) }
        }
        self.fingerprints = fingerprints
        prefixes = Set(views.flatMap { $0.environment.identities.map(\.format.prefix) })
    }

    /// The fingerprint of a word that is a key, or what follows a key's prefix; nil for any other.
    func key(_ word: String) -> Fingerprint? {
        (prefixes.union([""])).lazy.map { Fingerprint(of: Secret(text: $0 + word)) }.first(where: fingerprints.contains)
    }

    /// The text with every known key in it replaced by its fingerprint.
    func masked(_ text: String) -> String {
        var result = ""
        var word = ""
        func flush() {
            let isLong = word.utf8.count >= KeyScanner.minimumLength
            result += isLong ? key(word).map { "[\($0)]" } ?? word : word
            word = ""
        }
        for character in text {
            if character.utf8.count == 1, character.utf8.allSatisfy(KeyScanner.isKeyByte) {
                word.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }
}
