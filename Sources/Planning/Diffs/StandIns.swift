internal import Fragments
internal import Model
internal import Redaction

/// Keys that stand for those of an environment's identities where a file is shown, so that no real one is near.
struct StandIns {
    /// Indexed like the environment's identities.
    let keys: [CurrentKey]

    private let byKey: [Fingerprint: Int]
    private let byDigits: [String: Int]

    /// Each is of its identity's format, with a number in place of random bytes; `variant` makes others of them.
    init(for identities: [Identity], variant: UInt8 = 0) {
        keys = identities.enumerated().map { Self.key(Self.standIn(for: $1, number: $0, variant)) }
        let places = keys.enumerated().map { ($0.element.fingerprint, $0.offset) }
        byKey = Dictionary(places, uniquingKeysWith: { first, _ in first })
        byDigits = Dictionary(places.map { ($0.description, $1) }, uniquingKeysWith: { first, _ in first })
    }

    func identity(ofKey word: UnsafeRawBufferPointer) -> Int? {
        word.count < KeyWord.shortest ? nil : byKey[Fingerprint(of: word)]
    }

    func identity(ofDigits text: String) -> Int? { text.utf8.count == 12 ? byDigits[text] : nil }

    /// Shown by its digits, as the keys are that it stands for.
    private static func key(_ standIn: Secret) -> CurrentKey {
        CurrentKey(secret: standIn, fingerprint: Fingerprint(of: standIn).drawn)
    }

    private static func standIn(for identity: Identity, number: Int, _ variant: UInt8) -> Secret {
        var bytes = [UInt8](repeating: variant, count: identity.format.bytes)
        withUnsafeBytes(of: UInt64(number).bigEndian) { digits in
            for (offset, digit) in digits.reversed().enumerated() { bytes[bytes.count - 1 - offset] ^= digit }
        }
        return identity.format.key(from: bytes)
    }
}
