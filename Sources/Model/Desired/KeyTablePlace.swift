/// What the texts of an environment say of where its key table is: nothing is asked.
package struct KeyTablePlace: Hashable, Sendable {
    /// Equal for two spellings of one database, as far as the text tells; holds no password.
    package let database: String

    /// The table as the profile names it.
    package let table: TableName

    /// Whether the database is a SQLite file.
    package let isFile: Bool

    /// The user of the URL, whose settings may choose a schema; empty if it names none.
    package let user: String

    /// The schemas in which the connection looks for a table without one; nil if the URL does not say.
    package let searchPath: String?

    package init(database: String, table: TableName, isFile: Bool, user: String = "", searchPath: String? = nil) {
        self.database = database
        self.table = table
        self.isFile = isFile
        self.user = user
        self.searchPath = searchPath
    }

    /// What two environments share.
    package enum Relation: Hashable, Sendable {
        case nothing
        /// One database; the tables are two, or the texts do not tell.
        case database(tablesDiffer: Bool)
        case table
    }

    package func relation(to other: KeyTablePlace) -> Relation {
        guard database == other.database else { return .nothing }
        if isFile {
            return table.foldedName == other.table.foldedName ? .table : .database(tablesDiffer: true)
        }
        guard table.name == other.table.name else { return .database(tablesDiffer: true) }
        if let one = schema, let two = other.schema { return one == two ? .table : .database(tablesDiffer: true) }
        let isAlike = table == other.table && user == other.user && searchPath == other.searchPath
        return isAlike ? .table : .database(tablesDiffer: false)
    }

    /// The one schema that the table can be in; nil if the texts do not tell.
    private var schema: String? {
        if let schema = table.schema { return schema }
        guard let path = searchPath?.filter({ $0 != " " }), !path.isEmpty, !path.contains(","), !path.contains("$")
        else { return nil }
        // PostgreSQL folds what is not quoted.
        guard path.hasPrefix("\"") else { return TableName.folded(path) }
        return path.count > 2 && path.hasSuffix("\"") ? String(path.dropFirst().dropLast()) : nil
    }
}
