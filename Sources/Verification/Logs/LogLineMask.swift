internal import Diagnostics
internal import Fragments
internal import Model
internal import Redaction

/// Shows a line of a log: the identity's keys as their fingerprints, whatever else could be a secret hidden, and cut.
struct LogLineMask {
    /// The longest first, so that no key hides the rest of one that begins with it.
    private let keys: [(secret: Secret, fingerprint: Fingerprint?)]

    /// How many characters of a line are shown.
    static let longest = 160

    init(_ keys: [CurrentKey]) {
        self.keys = keys.filter { $0.secret.count > 0 }
            .map { ($0.secret, $0.secret.isGuessable ? nil : $0.fingerprint) }
            .sorted { $0.0.count > $1.0.count }
    }

    func shown(_ line: UnsafeRawBufferPointer) -> String {
        var parts: [Part] = [.bytes(line)]
        for key in keys {
            parts = parts.flatMap { part -> [Part] in
                guard case .bytes(let bytes) = part else { return [part] }
                return key.secret.withBytes { Self.split(bytes, at: $0, key.fingerprint) }
            }
        }
        let text = parts.map { part in
            switch part {
            case .bytes(let bytes): KeyLikeness.masked(String(decoding: bytes, as: UTF8.self))
            case .key(let fingerprint): fingerprint.map { "[\($0)]" } ?? Secret.mask
            }
        }.joined()
        // Passwords by name may begin in one part and end in another.
        let plain = SecretMask.masked(PlainText.line(text))
        return plain.count > Self.longest ? plain.prefix(Self.longest - 1) + "…" : plain
    }

    private enum Part {
        case bytes(UnsafeRawBufferPointer)
        /// Nil for one that could be guessed from its fingerprint.
        case key(Fingerprint?)
    }

    private static func split(
        _ bytes: UnsafeRawBufferPointer,
        at key: UnsafeRawBufferPointer,
        _ fingerprint: Fingerprint?
    ) -> [Part] {
        var parts: [Part] = []
        var rest = bytes
        while let start = rest.firstIndex(of: key) {
            parts.append(.bytes(UnsafeRawBufferPointer(rebasing: rest[..<start])))
            parts.append(.key(fingerprint))
            rest = UnsafeRawBufferPointer(rebasing: rest[(start + key.count)...])
        }
        return parts + [.bytes(rest)]
    }
}

extension UnsafeRawBufferPointer {
    /// Where the bytes stand for the first time; nil for nowhere, and for none.
    func firstIndex(of other: UnsafeRawBufferPointer) -> Int? {
        guard let first = other.first, other.count <= count else { return nil }
        var start = 0
        while let index = self[start...(count - other.count)].firstIndex(of: first) {
            if UnsafeRawBufferPointer(rebasing: self[index..<index + other.count]).elementsEqual(other) { return index }
            start = index + 1
            if start > count - other.count { return nil }
        }
        return nil
    }
}
