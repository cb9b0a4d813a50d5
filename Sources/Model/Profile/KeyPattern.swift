internal import Redaction

/// A key of random pieces between fixed ones: `{alphanumeric:8}.{secret=hex:64}`.
package struct KeyPattern: Hashable, Sendable {
    /// What random characters are drawn from.
    package enum Alphabet: String, Hashable, Sendable, CaseIterable {
        case hex, base64url, alphanumeric

        /// A version 4 UUID, which has no number of characters.
        case uuid
    }

    /// A part of a key.
    package enum Piece: Hashable, Sendable {
        case literal(String)
        /// So many random characters.
        case drawn(Alphabet, count: Int, name: String?)
        /// The id of the key's row.
        case rowID
    }

    /// What is wrong with a form.
    package enum Problem: Error, Hashable, Sendable {
        case braces
        /// A character that no reader of fragments is sure to take as it is.
        case character(Character)
        /// Words in braces that stand for nothing.
        case unknownPiece(String)
        case badCount(String)
        case repeatedName(String)
    }

    /// In the order of the text.
    package let pieces: [Piece]

    /// The form as it is declared.
    package let text: String

    private init(pieces: [Piece], text: String) {
        self.pieces = pieces
        self.text = text
    }

    /// Reads a form.
    package init(_ text: String) throws(Problem) {
        guard let braced = BracedText(text) else { throw .braces }
        var pieces: [Piece] = []
        var names: Set<String> = []
        for piece in braced.pieces {
            switch piece {
            case .literal(let literal):
                if let bad = literal.first(where: { !Self.isLiteral($0) }) { throw .character(bad) }
                pieces.append(.literal(literal))
            case .braced("id"): pieces.append(.rowID)
            case .braced(let word):
                let piece = try Self.piece(word)
                if case .drawn(_, _, let name?) = piece, !names.insert(name).inserted { throw .repeatedName(name) }
                pieces.append(piece)
            }
        }
        self.pieces = pieces
        self.text = text
    }

    /// `[NAME=]ALPHABET:COUNT`, or `[NAME=]uuid`.
    private static func piece(_ word: String) throws(Problem) -> Piece {
        let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = halves.count == 2 ? halves[0] : nil
        let parts = halves[halves.count - 1].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let alphabet = Alphabet(rawValue: parts[0]), name.map(isName) ?? true else { throw .unknownPiece(word) }
        guard alphabet != .uuid else {
            guard parts.count == 1 else { throw .badCount(word) }
            return .drawn(.uuid, count: 36, name: name)
        }
        guard parts.count == 2, let count = Int(parts[1]), (1...maximumCount).contains(count) else {
            throw .badCount(word)
        }
        return .drawn(alphabet, count: count, name: name)
    }

    /// How many characters one piece may have.
    package static let maximumCount = 1_024

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "key" && text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    private static func isLiteral(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_.:~-".contains(character))
    }
}

extension KeyPattern {
    /// How many random bits a key holds, rounded down.
    package var bits: Int { pieces.reduce(0) { $0 + $1.millibits } / 1_000 }

    /// How many characters a key has; nil where a part of it is the row's id.
    package var length: Int? { holdsRowID ? nil : fixedLength }

    /// How many characters a key has besides the row's id.
    var fixedLength: Int { pieces.reduce(0) { $0 + $1.length } }

    /// Whether every reader of fragments takes its characters as they are: letters, digits, `-`, `_`, and `.`, `:` or `~` between
    /// those.
    package var isPlainText: Bool {
        let example = pieces.map { piece in if case .literal(let text) = piece { text } else { "x" } }.joined()
        return Array(example.utf8).withUnsafeBytes(KeyWord.isPlain)
    }

    /// Whether a part of it is the row's id.
    package var holdsRowID: Bool { pieces.contains(.rowID) }

    /// The form of the key of one row, whose id is known.
    package func filled(rowID id: String) -> KeyPattern {
        KeyPattern(
            pieces: pieces.map { $0 == .rowID ? .literal(id) : $0 },
            text: text.replacing("{id}", with: id)
        )
    }

    /// The names of pieces, in order.
    package var names: [String] {
        pieces.compactMap { piece in
            if case .drawn(_, _, let name?) = piece { name } else { nil }
        }
    }

    /// The fixed text that every key begins with.
    package var prefix: String {
        if case .literal(let text)? = pieces.first { text } else { "" }
    }
}

extension KeyPattern.Piece {
    var length: Int {
        switch self {
        case .literal(let text): text.utf8.count
        case .drawn(_, let count, _): count
        case .rowID: 0
        }
    }

    /// Thousandths of the random bits that it holds.
    var millibits: Int {
        switch self {
        case .literal, .rowID: 0
        case .drawn(.hex, let count, _): count * 4_000
        case .drawn(.base64url, let count, _): count * 6_000
        // The logarithm of 62.
        case .drawn(.alphanumeric, let count, _): count * 5_954
        // 6 of its 128 bits are fixed.
        case .drawn(.uuid, _, _): 122_000
        }
    }
}

extension KeyPattern: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a form of keys")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
