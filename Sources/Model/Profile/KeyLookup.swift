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

    /// How many characters.
    package var count: Int {
        switch self {
        case .first(let count), .last(let count): count
        }
    }
}
