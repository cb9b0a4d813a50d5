/// The column that the server finds candidates by: a piece of the key.
package struct KeyLookup: Hashable, Sendable {
    package var column: String
    package var piece: KeyPiece

    package init(column: String, piece: KeyPiece) {
        self.column = column
        self.piece = piece
    }
}

/// The first or the last characters of a whole key, its prefix included.
package enum KeyPiece: Hashable, Sendable {
    case first(Int)
    case last(Int)

    /// Reads `first8` and `last4`; nil for anything else.
    package init?(_ word: String) {
        func count(_ prefix: String) -> Int? {
            guard word.hasPrefix(prefix), let count = Int(word.dropFirst(prefix.count)), (1...255).contains(count)
            else { return nil }
            return count
        }
        if let count = count("first") {
            self = .first(count)
        } else if let count = count("last") {
            self = .last(count)
        } else {
            return nil
        }
    }

    /// How many characters.
    package var count: Int {
        switch self {
        case .first(let count), .last(let count): count
        }
    }
}
