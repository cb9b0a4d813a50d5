/// What only a declaration of keys that are there already needs of a described table: the columns whose values identities
/// say, and the rows of owners.
package struct KeyTableDetails: Hashable, Sendable {
    /// A row of the owners' table.
    package struct OwnerRow: Hashable, Sendable {
        /// Nil if the profile names no such column.
        package let email: String?
        package let name: String?

        /// Whether the server accepts the keys of the owner.
        package let isActive: Bool

        package init(email: String?, name: String?, isActive: Bool) {
            self.email = email
            self.name = name
            self.isActive = isActive
        }
    }

    /// What each row holds of the profile's `perIdentity` columns, in that order, by what tells the row from every other.
    package var values: [String: [ColumnValue]] = [:]

    /// The owners of rows, as rows write them; nil if the profile does not say where owners are.
    package var owners: [String: OwnerRow]?

    package init() {}
}
