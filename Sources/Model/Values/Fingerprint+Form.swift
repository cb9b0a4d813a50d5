extension Fingerprint {
    /// What people get to see of a key.
    enum Form: Hashable, Sendable {
        /// The digest's digits: no one guesses what was drawn at random.
        case digits
        /// The row that holds it: 32 bits of a digest of the row's id.
        case row(UInt32)
        /// That it could be guessed, and nothing else.
        case nothing
    }

    /// Of a row's key: where it could be guessed, the row stands for it.
    ///
    /// A row whose id was made of the digest is Keyturn's, and its key was drawn at random.
    package init(of secret: Secret, row id: String) {
        let fingerprint = secret.withBytes { Fingerprint(lookingUp: $0) }
        // Whether a key could be guessed takes longer than its digest, and is not asked of Keyturn's own.
        let isDrawn = RowUUID(id) == fingerprint.rowID || !secret.isGuessable
        self = isDrawn ? fingerprint.drawn : fingerprint.standing(row: id)
    }

    /// From a digest that a database computed, and a byte after it: 0 where the key looks drawn at random.
    package init?(marked bytes: UnsafeRawBufferPointer, row id: String) {
        guard bytes.count == 33,
            let fingerprint = Fingerprint(digest: UnsafeRawBufferPointer(rebasing: bytes[..<32]))
        else { return nil }
        let isDrawn = bytes[32] == 0 || RowUUID(id) == fingerprint.rowID
        self = isDrawn ? fingerprint : fingerprint.guessable.standing(row: id)
    }

    /// Whether its digits would confirm a guess.
    package var isGuessable: Bool { form != .digits }

    /// Of what was drawn at random, however it looks.
    package var drawn: Fingerprint { Fingerprint(self, .digits) }

    /// Of what others chose.
    package var guessable: Fingerprint { isGuessable ? self : Fingerprint(self, .nothing) }

    /// In the form in which another spelling of the same key is shown.
    package func shown(like other: Fingerprint) -> Fingerprint { Fingerprint(self, other.form) }

    /// As it is read again from what was written: only its ``description`` is left.
    package var asWritten: Fingerprint { Fingerprint(written: description) ?? self }

    /// The same shown by the row, whose key no one knows.
    package func standing(forRow id: String) -> Fingerprint { Fingerprint(self, .nothing).standing(row: id) }

    /// What the ids of rows begin with that have none of their own, and are named by a digest of what they store.
    package static let digestedRow = "row "

    private func standing(row id: String) -> Fingerprint {
        // What was made of the key would confirm a guess like the key's own digest.
        guard isGuessable, !id.hasPrefix(Self.digestedRow) else { return self }
        return Fingerprint(self, .row(Self.bits(ofRow: id)))
    }

    private static func bits(ofRow id: String) -> UInt32 {
        UInt32(truncatingIfNeeded: Fingerprint(of: Secret(text: "row\u{0}\(id)")).leadingBits >> 32)
    }
}

extension Fingerprint: CustomStringConvertible {
    /// What is before the digits of a row's mark.
    private static let rowPrefix = "row:"
    private static let nothing = "(guessable)"

    /// The forms that ``description`` has, as a regular expression.
    package static let pattern = "[0-9a-f]{12}|row:[0-9a-f]{8}|\\(guessable\\)"

    /// Whether a text is the mark of a row whose key could be guessed: `row:0f1e2d3c`.
    package static func isRowMark(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(rowPrefix.utf8.count)
        return text.hasPrefix(rowPrefix) && digits.count == 8
            && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// The one text that people see: the first 12 hex digits, or for a key that could be guessed the mark of its row.
    package var description: String {
        switch form {
        case .digits: return digits
        case .nothing: return Self.nothing
        case .row(let mark): return Self.text(ofRow: mark)
        }
    }

    private static func text(ofRow mark: UInt32) -> String {
        let digits = String(mark, radix: 16)
        return rowPrefix + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The mark of the row with this id, for the row itself: nothing else shows it where the id was made of the key.
    static func rowMark(of id: String) -> String { text(ofRow: bits(ofRow: id)) }

    /// As a text names it that was written earlier; nil if it tells no key from another.
    package var name: String? { form == .nothing ? nil : description }

    /// What a person is to write where a key is named by its digits.
    package var instruction: String { isGuessable ? "the key's SHA-256" : "`\(self)`" }

    /// Whether a user may name a key so: by a row's mark, or by hex digits of which there are enough.
    package static func isName(_ text: String, digits: ClosedRange<Int>) -> Bool {
        let text = text.lowercased()
        if isRowMark(text) { return true }
        return digits.contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// From ``description``, of which nothing more is known; nil for what is not the name of one key.
    package init?(shown text: String) {
        if Self.isRowMark(text) {
            self.init(written: text)
        } else {
            guard text.utf8.count == 12 else { return nil }
            self.init(hex: text + String(repeating: "0", count: 52))
        }
    }

    /// From ``description``; nil for anything else.
    private init?(written text: String) {
        if let fingerprint = Fingerprint(digits: text, standingFor: Fingerprint(of: Secret(text: text))) {
            self = fingerprint
        } else if text == Self.nothing {
            self.init(Fingerprint(of: Secret(text: text)), .nothing)
        } else if Self.isRowMark(text), let mark = UInt32(text.dropFirst(Self.rowPrefix.count), radix: 16) {
            self.init(Fingerprint(of: Secret(text: text)), .row(mark))
        } else {
            return nil
        }
    }
}

extension Fingerprint: Codable {
    /// Its ``description``: all digits are what a table of digests holds, which is for no one to see.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let fingerprint = Fingerprint(written: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a fingerprint")
        }
        self = fingerprint
    }
}
