/// The rights that a run needs in a database, and nothing more.
///
/// Follow from the store's profile and from what the environment declares, not from what was found.
package struct NeededRights: Hashable, Sendable {
    /// Each table once.
    package let tables: [Table]

    /// What is wanted of one table.
    package struct Table: Hashable, Sendable {
        /// As the profile or the declaration has it: `table`, or `schema.table`.
        package let name: String

        /// Columns that are read, in order.
        package var select: [String]

        /// Columns that are written into new rows, in order.
        package var insert: [String]

        /// Columns of existing rows that are changed, in order.
        package var update: [String]

        /// Whether rows are deleted.
        package var deletes: Bool

        package init(
            name: String,
            select: [String] = [],
            insert: [String] = [],
            update: [String] = [],
            deletes: Bool = false
        ) {
            self.name = name
            self.select = select
            self.insert = insert
            self.update = update
            self.deletes = deletes
        }
    }

    /// Entries for one table become one.
    package init(_ tables: [Table]) {
        var merged: [Table] = []
        for table in tables {
            guard let index = merged.firstIndex(where: { $0.name == table.name }) else {
                merged.append(table)
                continue
            }
            merged[index].select += table.select.filter { !merged[index].select.contains($0) }
            merged[index].insert += table.insert.filter { !merged[index].insert.contains($0) }
            merged[index].update += table.update.filter { !merged[index].update.contains($0) }
            merged[index].deletes = merged[index].deletes || table.deletes
        }
        self.tables = merged
    }
}
