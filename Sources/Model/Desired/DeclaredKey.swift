/// What an identity declares of its keys: `key`.
///
/// Immutable, so it behaves like a value; a class, because thousands of identities share one.
package final class DeclaredKey: Sendable {
    /// The `name` column of the identity's key rows; empty where rows have no name.
    ///
    /// Together with the owner's id it selects the identity's rows.
    package let name: String
    package let format: KeyFormat

    /// The values of the profile's columns per identity, in the order of columns.
    package let values: [ColumnValue]

    package init(name: String, format: KeyFormat, values: [ColumnValue] = []) {
        self.name = name
        self.format = format
        self.values = values
    }

    /// What keys look like, by the profile or the identity itself.
    package var form: KeyForm { format.pattern.map(KeyForm.pattern) ?? .plain(format) }
}
