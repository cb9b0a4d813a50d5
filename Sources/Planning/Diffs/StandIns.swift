internal import Fragments
internal import Model
internal import Redaction

/// Keys that stand for those of an environment's identities where a file is shown, so that no real one is near.
struct StandIns {
    /// Indexed like the environment's identities.
    let keys: [CurrentKey]

    private let byKey: [Fingerprint: Int]
    private let byDigits: [String: Int]

    /// Of their public parts.
    private let publicIDs: Set<Fingerprint>

    /// Each is of its identity's format, with a number in place of random bytes, beside a public part where keys have one;
    /// `variant` makes others of them.
    init(for identities: [Identity], _ publicID: PublicID?, variant: UInt8 = 0) {
        keys = identities.enumerated().map { number, identity in
            let text = publicID?.text(from: Self.bytes(32, number: number, ~variant))
            return Self.key(Self.standIn(for: identity, number: number, variant), beside: text)
        }
        publicIDs = Set(keys.lazy.compactMap(\.publicID).map { Fingerprint(of: Secret(text: $0)) })
        let places = keys.enumerated().map { ($0.element.fingerprint, $0.offset) }
        byKey = Dictionary(places, uniquingKeysWith: { first, _ in first })
        byDigits = Dictionary(places.map { ($0.description, $1) }, uniquingKeysWith: { first, _ in first })
    }

    /// The slot of a line that a word is in; nil for a word that stands for nothing.
    func slot(of word: UnsafeRawBufferPointer) -> LineShapes.Piece? {
        if word.count >= KeyWord.shortest {
            let fingerprint = Fingerprint(lookingUp: word)
            if let identity = byKey[fingerprint] { return .key(identity) }
            if publicIDs.contains(fingerprint) { return .publicID }
        }
        guard word.count == LineShapes.digits else { return nil }
        return byDigits[String(decoding: word, as: UTF8.self)].map { .digits($0) }
    }

    /// Shown by its digits, as the keys are that it stands for.
    private static func key(_ standIn: Secret, beside publicID: String?) -> CurrentKey {
        CurrentKey(secret: standIn, fingerprint: Fingerprint(of: standIn).drawn, publicID: publicID)
    }

    private static func standIn(for identity: Identity, number: Int, _ variant: UInt8) -> Secret {
        identity.key.format.key(from: bytes(identity.key.format.bytes, number: number, variant))
    }

    private static func bytes(_ count: Int, number: Int, _ variant: UInt8) -> [UInt8] {
        var bytes = [UInt8](repeating: variant, count: count)
        withUnsafeBytes(of: UInt64(number).bigEndian) { digits in
            for (offset, digit) in digits.reversed().enumerated() { bytes[bytes.count - 1 - offset] ^= digit }
        }
        return bytes
    }
}
