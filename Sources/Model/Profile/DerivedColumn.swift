/// Another column that is made of the key.
package struct DerivedColumn: Hashable, Sendable {
    package var form: StoredForm

    package init(_ form: StoredForm) { self.form = form }
}

/// A column with pieces of the key, which the application shows.
package struct HintColumn: Hashable, Sendable {
    package var column: String

    /// The pieces, the longest of each end once.
    package var pieces: [KeyPiece]

    /// The text around them.
    package var template: BracedText

    package init(column: String, pieces: [KeyPiece], template: BracedText) {
        self.column = column
        self.pieces = pieces
        self.template = template
    }
}
