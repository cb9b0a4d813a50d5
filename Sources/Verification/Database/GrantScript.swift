package import Model

/// The statements that give a role what a run needs, and nothing more.
package struct GrantScript {
    private let rights: NeededRights
    private let role: String
    private let server: DatabaseServer?

    /// One statement.
    package struct Statement: Hashable, Sendable {
        /// Ends with a semicolon.
        package let sql: String

        /// What it is for.
        package let reason: String
    }

    /// `server` says where the tables are; without it they are taken to be in the schema `public`.
    package init(rights: NeededRights, role: String, server: DatabaseServer?) {
        self.rights = rights
        self.role = role
        self.server = server
    }

    /// In the order in which they can be run by the tables' owner; `CONNECT` needs the database's name.
    package var statements: [Statement] {
        var statements: [Statement] = []
        if let database = server?.database, !database.isEmpty {
            statements.append(
                Statement(
                    sql: "GRANT CONNECT ON DATABASE \(SQLName.quoted(database)) TO \(grantee);",
                    reason: "to connect"
                )
            )
        }
        var schemas: [String] = []
        for table in rights.tables where !schemas.contains(schema(of: table.name)) {
            schemas.append(schema(of: table.name))
        }
        statements += schemas.map(usage)
        for table in rights.tables { statements += grants(table) }
        // One sequence may number two tables, and one function fill them.
        var seen: Set<String> = []
        return statements.filter { seen.insert($0.sql).inserted }
    }

    func usage(of schema: String) -> Statement {
        Statement(sql: "GRANT USAGE ON SCHEMA \(SQLName.quoted(schema)) TO \(grantee);", reason: "to reach the tables")
    }

    func grant(_ right: String, _ columns: [String], on table: String) -> String {
        let what = columns.isEmpty ? right : "\(right) \(SQLName.list(columns))"
        return "GRANT \(what) ON \(place(of: table)) TO \(grantee);"
    }

    private func grants(_ table: NeededRights.Table) -> [Statement] {
        let writes = !table.insert.isEmpty
        var grants: [Statement] = []
        if !table.select.isEmpty {
            grants.append(
                Statement(sql: grant("SELECT", table.select, on: table.name), reason: "to read the rows")
            )
        }
        if writes {
            let reason = table.update.isEmpty ? "to add an owner that is missing" : "to issue keys"
            grants.append(Statement(sql: grant("INSERT", table.insert, on: table.name), reason: reason))
            grants += sequences(of: table).map {
                Statement(sql: usage(ofSequence: $0.name), reason: "to number the rows that are added")
            }
            grants += functions(of: table).filter { !$0.isPublic }.map {
                Statement(sql: execution(of: $0.name), reason: "to fill columns of the rows that are added")
            }
        }
        if !table.update.isEmpty {
            grants.append(
                Statement(
                    sql: grant("UPDATE", table.update, on: table.name),
                    reason: "to end keys, never to change them"
                )
            )
        }
        if table.deletes {
            grants.append(
                Statement(
                    sql: grant("DELETE", [], on: table.name),
                    reason: table.endsByDeletion
                        ? "to end keys: nothing else does in this table" : "to delete rows of keys that have ended"
                )
            )
        }
        return grants
    }

    func usage(ofSequence name: String) -> String { "GRANT USAGE ON SEQUENCE \(name) TO \(grantee);" }

    /// The sequences that a run's rows are numbered from, by the database or by numbers that the run draws.
    func sequences(of table: NeededRights.Table) -> [(name: String, mayUse: Bool)] {
        guard !table.insert.isEmpty else { return [] }
        let written = Set(table.insert)
        let columns = server?.tables.first { $0.name == table.name }?.columns ?? []
        var seen: Set<String> = []
        return columns.filter { column in
            column.name == table.drawn || !written.contains(column.name) && !column.isIdentity
        }.compactMap { column in
            column.sequence.map { ($0, column.mayUseSequence) }
        }.filter { seen.insert($0.0).inserted }
    }

    func execution(of function: String) -> String { "GRANT EXECUTE ON FUNCTION \(function) TO \(grantee);" }

    /// The functions that fill columns of new rows which a run does not write, each once.
    func functions(of table: NeededRights.Table) -> [DatabaseServer.Function] {
        guard !table.insert.isEmpty else { return [] }
        let written = Set(table.insert)
        var seen: Set<String> = []
        return (server?.tables.first { $0.name == table.name }?.columns ?? [])
            .filter { !written.contains($0.name) }.flatMap(\.functions).filter { seen.insert($0.name).inserted }
    }

    private var grantee: String { SQLName.quoted(role) }

    private func place(of table: String) -> String {
        "\(SQLName.quoted(schema(of: table))).\(SQLName.quoted(Self.bare(table)))"
    }

    private func schema(of table: String) -> String {
        if let found = server?.tables.first(where: { $0.name == table }) { return found.schema }
        let parts = table.split(separator: ".", maxSplits: 1)
        return parts.count > 1 ? String(parts[0]) : "public"
    }

    /// Without its schema.
    static func bare(_ table: String) -> String {
        let parts = table.split(separator: ".", maxSplits: 1)
        return parts.count > 1 ? String(parts[1]) : table
    }
}
