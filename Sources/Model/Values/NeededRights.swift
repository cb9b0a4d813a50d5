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

        /// Whether deleting its row is what ends a key; else rows are deleted that ended long ago.
        package var endsByDeletion: Bool

        /// Columns that older versions of the application lack: nothing is wanted of one that is not there.
        package var optional: Set<String>

        /// The column for which numbers are drawn before rows are written; nil for none.
        package var drawn: String?

        package init(
            name: String,
            select: [String] = [],
            insert: [String] = [],
            update: [String] = [],
            deletes: Bool = false,
            endsByDeletion: Bool = false,
            optional: Set<String> = [],
            drawn: String? = nil
        ) {
            self.name = name
            self.select = select
            self.insert = insert
            self.update = update
            self.deletes = deletes
            self.endsByDeletion = endsByDeletion
            self.optional = optional
            self.drawn = drawn
        }

        fileprivate var required: Set<String> { Set(select + insert + update).subtracting(optional) }

        /// Without optional columns that are not among these.
        private func present(in columns: Set<String>) -> Table {
            func present(_ names: [String]) -> [String] {
                names.filter { !optional.contains($0) || columns.contains($0) }
            }
            var table = self
            table.select = present(select)
            table.insert = present(insert)
            table.update = present(update)
            return table
        }

        fileprivate func present(in server: DatabaseServer) -> Table {
            let found = server.tables.first { $0.name == name }
            return found.map { present(in: Set($0.columns.map(\.name))) } ?? self
        }
    }

    /// What is wanted of a server that was looked at.
    package func present(in server: DatabaseServer) -> NeededRights {
        NeededRights(tables.map { $0.present(in: server) })
    }

    /// Entries for one table become one.
    package init(_ tables: [Table]) {
        var merged: [Table] = []
        for table in tables {
            guard let index = merged.firstIndex(where: { $0.name == table.name }) else {
                merged.append(table)
                continue
            }
            let required = merged[index].required.union(table.required)
            merged[index].select += table.select.filter { !merged[index].select.contains($0) }
            merged[index].insert += table.insert.filter { !merged[index].insert.contains($0) }
            merged[index].update += table.update.filter { !merged[index].update.contains($0) }
            merged[index].optional.formUnion(table.optional)
            merged[index].optional.subtract(required)
            merged[index].deletes = merged[index].deletes || table.deletes
            merged[index].endsByDeletion = merged[index].endsByDeletion || table.endsByDeletion
        }
        self.tables = merged
    }
}
