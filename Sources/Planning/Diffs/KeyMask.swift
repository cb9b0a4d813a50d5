internal import Diagnostics
internal import Model
internal import Redaction
internal import State

/// Shows keys as their fingerprints between marks, all of one width.
struct KeyMask {
    /// As they will be, indexed like the environment's identities.
    private let fingerprints: [Fingerprint?]

    /// Those identities whose key is not born yet.
    private let unborn: Set<Int>

    /// Of everything that the store holds: such a fingerprint says nothing that the plan does not say.
    private let known: Set<Fingerprint>

    /// The first twelve digits of these, as numbers.
    private let knownDigits: Set<UInt64>

    /// Stands for a key that is not born yet.
    static let new = "‹    new     ›"

    /// Stands for what Keyturn did not write, and for what someone could guess from a fingerprint.
    static let hidden = "‹   hidden   ›"

    /// Stands for the public part of a key.
    static let publicID = "‹ public id  ›"

    /// A longer line is cut.
    private static let longest = 160

    init(_ view: EnvironmentView, fingerprints: [Fingerprint?], unborn: Set<Int>) {
        self.fingerprints = fingerprints
        self.unborn = unborn
        known = Set(view.observed.store.keys.lazy.map(\.fingerprint))
        knownDigits = Set(known.lazy.filter { !$0.isGuessable }.map { $0.leadingBits >> 16 })
    }

    /// The key that an identity will have.
    func shown(_ identity: Int) -> String {
        unborn.contains(identity) ? Self.new : fingerprints[identity].map { "‹\($0)›" } ?? Self.hidden
    }

    /// What is in a key's place: one that the store knows, or that was drawn at random.
    func shown(_ secret: Secret, _ formats: [KeyFormat]) -> String {
        let fingerprint = Fingerprint(of: secret)
        if let place = known.firstIndex(of: fingerprint) { return "‹\(known[place])›" }
        return formats.contains { $0.looksDrawn(secret) } ? "‹\(fingerprint.drawn)›" : Self.hidden
    }

    /// A line that is written.
    func shown(_ pieces: [LineShapes.Piece]) -> String {
        Self.clipped(
            pieces.map { piece in
                switch piece {
                case .text(let text): SecretMask.masked(text)
                case .key(let identity): identity.map(shown) ?? Self.hidden
                case .publicID: Self.publicID
                case .digits(let identity): identity.map(digits) ?? Self.hidden
                }
            }.joined()
        )
    }

    /// A line that goes, which was written by Keyturn but for what fills its slots.
    func shown(_ match: (pieces: [LineShapes.Piece], fillings: [Secret]), _ formats: [KeyFormat]) -> String {
        var fillings = match.fillings[...]
        return Self.clipped(
            match.pieces.map { piece in
                switch piece {
                case .text(let text): SecretMask.masked(text)
                case .key, .publicID: fillings.popFirst().map { shown($0, formats) } ?? Self.hidden
                case .digits: fillings.popFirst().map(shown(digits:)) ?? Self.hidden
                }
            }.joined()
        )
    }

    /// The digits of a key that the store knows; any other word of twelve may be someone's own.
    private func shown(digits: Secret) -> String {
        let text = digits.withBytes { String(decoding: $0, as: UTF8.self) }
        guard let bits = UInt64(text, radix: 16), knownDigits.contains(bits) else { return Self.hidden }
        return text
    }

    private func digits(_ identity: Int) -> String {
        unborn.contains(identity) ? "new" : fingerprints[identity]?.description ?? Self.hidden
    }

    private static func clipped(_ text: String) -> String {
        let line = PlainText.line(text.last == "\r" ? String(text.dropLast()) : text)
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }
}
