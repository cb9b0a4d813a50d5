/// One table as its database's catalog describes it, whoever made it, with the shape of what some of its columns hold.
package struct TableDescription: Hashable, Sendable {
    package let name: TableName
    package var columns: [Column]

    package init(_ name: TableName, columns: [Column] = []) {
        self.name = name
        self.columns = columns
    }

    package struct Column: Hashable, Sendable {
        package let name: String

        /// As the database calls it.
        package let type: String
        package let kind: Kind

        /// How many characters fit; nil for any number.
        package var length: Int?
        package var isNullable = true
        package var hasDefault = false
        package var isGenerated = false

        /// Whether it alone is the primary key.
        package var isPrimaryKey = false

        /// Whether no two rows have the same value in it.
        package var isUnique = false

        /// The other columns of each unique index of several columns that it is in.
        package var uniqueWith: [[String]] = []

        /// The table and the column that a foreign key names; the table as the search path finds it.
        package var references: Reference?

        /// What its values look like; nil where no one looked.
        package var shape: ColumnShape?

        package init(_ name: String, type: String, kind: Kind) {
            self.name = name
            self.type = type
            self.kind = kind
        }

        /// Whether a row cannot be written without a value for it.
        package var isRequired: Bool { !isNullable && !hasDefault && !isGenerated }
    }

    /// What a column takes.
    package enum Kind: Hashable, Sendable {
        case text, bytes, uuid, boolean, integer, number, timestamp, timestamptz, list, json, other
    }

    package struct Reference: Hashable, Sendable {
        package let table: String
        package let column: String

        package init(table: String, column: String) {
            self.table = table
            self.column = column
        }
    }

    /// Whether values of a column are worth looking at: those that have the form of a key or of a time.
    package static func isTelling(_ column: Column) -> Bool {
        switch column.kind {
        case .text, .integer, .timestamp, .bytes: true
        case .uuid, .boolean, .number, .timestamptz, .list, .json, .other: false
        }
    }
}
