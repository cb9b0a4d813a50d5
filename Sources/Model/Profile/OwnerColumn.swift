/// The column that says whom a row belongs to.
package struct OwnerColumn: Hashable, Sendable {
    /// What identifies an owner.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case uuid, integer, text
    }

    /// The columns of an owner's row, which Keyturn creates if it is missing.
    package struct Created: Hashable, Sendable {
        package var email: String
        package var name: String

        /// The column with the time of its making; nil for none.
        package var created: String?

        /// The column with the time of its last change; nil for none.
        package var updated: String?

        package init(email: String, name: String) {
            self.email = email
            self.name = name
        }
    }

    package var column: String
    package var kind: Kind

    /// The table and column of the owners' own rows; nil where a foreign key of the catalog tells, if anything does.
    package var references: Reference?

    /// The column, where owners are looked up in ``references`` before a row is written; nil where they are not.
    package var lookedUp: String? { references == nil ? nil : column }

    /// Nil where an owner must exist.
    package var creates: Created?

    /// Whether every row of an owner is the identity's.
    package var isDedicated = false

    /// The column of the owners' table that marks disabled owners.
    package var active: ActiveColumn?

    /// A column of another table.
    package struct Reference: Hashable, Sendable {
        package let table: TableName
        package let column: String

        /// Reads `table.column` or `schema.table.column`; nil for anything else.
        package init?(_ text: String) {
            guard let dot = text.lastIndex(of: "."), let table = TableName(String(text[..<dot])) else { return nil }
            let column = text[text.index(after: dot)...]
            guard !column.isEmpty else { return nil }
            self.table = table
            self.column = String(column)
        }
    }

    package init(column: String, kind: Kind) {
        self.column = column
        self.kind = kind
    }
}
