internal import Diagnostics
package import Model

/// Finds what could be a key in a file of any kind.
package enum KeyScanner {
    /// 128 bits in base64url, the densest encoding: nothing shorter can be a key of ours.
    package static let minimumLength = KeyLikeness.shortest

    /// The fingerprints of all maximal runs of `[A-Za-z0-9_-]` of at least ``minimumLength`` bytes, each once, in order
    /// of their first appearance.
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

    /// Lends each token's bytes in order.
    static func forEachToken(in content: Secret, _ body: (UnsafeRawBufferPointer) -> Void) {
        content.withBytes { bytes in
            var start = 0
            for index in 0...bytes.count {
                if index < bytes.count, isKeyByte(bytes[index]) { continue }
                if index - start >= minimumLength { body(UnsafeRawBufferPointer(rebasing: bytes[start..<index])) }
                start = index + 1
            }
        }
    }

    /// Whether the whole of it is one token that could be a key.
    static func isKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= minimumLength && bytes.allSatisfy(isKeyByte)
    }

    /// Whether a byte is of `[A-Za-z0-9_-]`, the alphabet that every reader of environment files reads alike.
    @inline(__always)
    package static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
