package import Model
internal import Redaction

/// Finds what could be a key in a file of any kind.
package enum KeyScanner {
    /// The fingerprints of all words that are long enough to be a key, each once, in order of their first appearance.
    package static func fingerprints(in content: Secret) -> [Fingerprint] {
        var found: [Fingerprint] = []
        var known: Set<Fingerprint> = []
        forEachToken(in: content) { token in
            let fingerprint = Fingerprint(of: token)
            if known.insert(fingerprint).inserted { found.append(fingerprint) }
        }
        return found
    }

    /// What the tokens of a file are spelled as besides, by their fingerprints; empty where the server takes nothing else.
    ///
    /// Those of `known` are left out: what is compared knows their spellings already.
    package static func otherSpellings(
        in content: Secret,
        _ spellings: KeySpellings?,
        besides known: Set<Fingerprint> = []
    ) -> [Fingerprint: Fingerprint] {
        guard let spellings else { return [:] }
        var found: [Fingerprint: Fingerprint] = [:]
        forEachToken(in: content) { token in
            let fingerprint = Fingerprint(of: token)
            guard !known.contains(fingerprint), found[fingerprint] == nil else { return }
            found[fingerprint] = spellings.other(of: token)
        }
        return found
    }

    /// Lends each token's bytes in order, and what joints join one with: keys may have some in them.
    static func forEachToken(in content: Secret, _ body: (UnsafeRawBufferPointer) -> Void) {
        content.withBytes { bytes in
            KeyWord.forEach(in: bytes) { word, start in
                body(word)
                if let joined = KeyWord.joined(word, at: start, in: bytes) { body(joined) }
            }
        }
    }
}
