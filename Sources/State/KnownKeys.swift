internal import Fragments
package import Model
internal import Redaction

/// Every key that any store knows, by fingerprint: what must not stand where people write text.
package struct KnownKeys {
    private let fingerprints: Set<Fingerprint>
    private let prefixes: Set<String>

    /// Those of them that others chose, so that a fingerprint could confirm a guess.
    private let guessable: Set<Fingerprint>

    /// `withWatched` counts the credentials of others that are watched among them.
    package init(_ views: [EnvironmentView], withWatched: Bool = false) {
        var fingerprints: Set<Fingerprint> = []
        for view in views {
            // A set of hundreds of thousands is copied only where there is another.
            let own = view.observed.store.fingerprints
            if fingerprints.isEmpty { fingerprints = own } else { fingerprints.formUnion(own) }
        }
        let watched = withWatched ? Set(views.lazy.flatMap(\.observed.watched).map(\.fingerprint)) : []
        guessable = watched.subtracting(fingerprints)
        self.fingerprints = watched.isEmpty ? fingerprints : fingerprints.union(watched)
        prefixes = Set(views.flatMap { $0.environment.identities.map(\.key.format.prefix) }).union([""])
    }

    /// The fingerprint of a word that is a key, or what follows a key's prefix; nil for any other.
    package func key(_ word: String) -> Fingerprint? {
        prefixes.lazy.map { Fingerprint(of: Secret(text: $0 + word)) }.first(where: fingerprints.contains)
    }

    /// What stands for a known key in a text.
    package func shown(_ key: Fingerprint) -> String {
        guessable.contains(key) || key.isGuessable ? Secret.mask : "[\(key)]"
    }

    /// The fingerprint of the first known key in a text; nil for none.
    package func firstKey(in text: String) -> Fingerprint? { pieces(of: text).lazy.compactMap(\.key).first }

    /// The text with every known key in it replaced by its fingerprint, or by a mask.
    package func masked(_ text: String) -> String {
        pieces(of: text).map { piece in piece.key.map(shown) ?? String(piece.text) }.joined()
    }

    /// The words of a text that could be keys and what stands between them, in order.
    private func pieces(of text: String) -> [(text: Substring, key: Fingerprint?)] {
        text.keyWords(KeyWord.isLetter).map { piece, isWord in
            (piece, isWord && piece.utf8.count >= KeyWord.shortest ? key(String(piece)) : nil)
        }
    }
}
