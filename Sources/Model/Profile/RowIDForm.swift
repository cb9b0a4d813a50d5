/// The column that tells rows apart, and where its values come from.
package struct RowIDForm: Hashable, Sendable {
    /// Where an id comes from.
    package enum Source: Hashable, Sendable {
        /// Keyturn makes a version 4 UUID.
        case uuid
        /// The column's default.
        case database
        /// The next value of the column's sequence, asked before the row is written.
        case sequence
        /// So many random letters and digits.
        case text(length: Int)
        /// Pieces of the key and the stored form.
        case pieces(BracedText)
    }

    package var column: String
    package var source: Source

    package init(column: String, source: Source) {
        self.column = column
        self.source = source
    }
}
