/// The column with the name of a key.
package struct NameColumn: Hashable, Sendable {
    package var column: String

    /// Whether a second row of the same name is refused, so that it bears its fingerprint.
    package var isUnique = false

    /// How many characters fit; nil where the catalog tells.
    package var maximum: Int?

    package init(column: String) { self.column = column }
}
