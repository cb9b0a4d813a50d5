/// The tables of a database with the names of their columns, as its catalog says.
package struct TableCatalog: Hashable, Sendable {
    /// The columns by the name of the table, as it is found without a schema.
    package var tables: [String: Set<String>]

    package init(tables: [String: Set<String>] = [:]) { self.tables = tables }
}

/// How far a profile fits the tables of a database.
package struct ProfileFit: Hashable, Sendable {
    package let profile: String

    /// The tables that it needs and that are not there.
    package let missingTables: [String]

    /// The columns that it needs and that its tables do not have, as `table.column`.
    package let missingColumns: [String]

    /// How many tables and columns it needs, and how many of them are there.
    private let needed: Int
    private let found: Int

    /// Whether nothing is missing.
    package var isWhole: Bool { missingTables.isEmpty && missingColumns.isEmpty }

    /// Whether none of its tables is there.
    package var isForeign: Bool { found == 0 }

    /// Looks for everything that a profile needs.
    package init(_ profile: Profile, in catalog: TableCatalog) {
        var missingTables: [String] = []
        var missingColumns: [String] = []
        var needed = 0
        var there = 0
        for (table, columns) in profile.needs {
            needed += 1 + columns.count
            guard let found = catalog.tables[table.text] ?? catalog.tables[table.name] else {
                missingTables.append(table.text)
                continue
            }
            let missing = columns.filter { !found.contains($0) }
            missingColumns += missing.map { "\(table.text).\($0)" }
            there += 1 + columns.count - missing.count
        }
        self.needed = needed
        found = there
        self.profile = profile.name
        self.missingTables = missingTables
        self.missingColumns = missingColumns
    }

    /// In the order of how much of it is there.
    package static func isNearer(_ one: ProfileFit, _ other: ProfileFit) -> Bool {
        let (left, right) = (one.found * other.needed, other.found * one.needed)
        return left == right ? one.profile < other.profile : left > right
    }
}

extension Profile {
    /// The tables and columns that must be there, the key table first.
    fileprivate var needs: [(table: TableName, columns: [String])] {
        let profile = oldest
        let columns =
            [stored.column, lookup?.column, publicID?.column, id?.column, owner?.column, nameColumn?.column]
            .compactMap(\.self) + only.map(\.column) + profile.active.map(\.column) + profile.times.map(\.column)
            + profile.derived.map(\.form.column) + profile.hints.map(\.column) + profile.values.map(\.column)
            + perIdentity.map(\.column)
        var needs = [(table, columns)]
        if let references = owner?.references {
            let created = owner?.creates.map { [$0.email, $0.name] } ?? []
            let active = [owner?.active?.column].compactMap(\.self)
            needs.append((references.table, [references.column] + created + active))
        }
        return needs
    }
}
