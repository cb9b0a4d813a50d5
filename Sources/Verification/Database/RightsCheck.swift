internal import Model

/// Whether our role has the rights that a run needs, and no others.
///
/// A right that is missing stops a run; one too many waits for whoever steals the role's password.
struct RightsCheck {
    private let server: DatabaseServer
    private let rights: NeededRights
    private let environment: String

    init(_ server: DatabaseServer, needing rights: NeededRights, environment: String) {
        self.server = server
        self.rights = rights
        self.environment = environment
    }

    /// What is missing, then what is too much; a pass where neither is found.
    var results: [CheckResult] {
        let found = rights.tables.flatMap(missing) + excess
        guard found.isEmpty else { return found }
        let unknown = rights.tables.flatMap { table in absent(in: table).map { "\(table.name).\($0)" } }
        guard unknown.isEmpty else {
            let names = unknown.joined(separator: ", ")
            return [CheckResult(.databaseRights, .unknown, "rights on \(names): there is no such column")]
        }
        return [
            CheckResult(
                .databaseRights,
                .pass,
                "the role \(server.role.name) has the rights that it needs, and no others"
            )
        ]
    }

    // MARK: - Missing

    private func missing(_ table: NeededRights.Table) -> [CheckResult] {
        guard let found = server.tables.first(where: { $0.name == table.name }) else {
            return [
                CheckResult(
                    .databaseRights,
                    .fail,
                    "no table \(table.name)",
                    fix:
                        "check that `database.url` names the server's own database and that its migrations have run, or name "
                        + "the profile of the application (`database.profile`)"
                )
            ]
        }
        let script = GrantScript(rights: rights, role: server.role.name, server: server)
        var results: [CheckResult] = []
        if !found.mayUseSchema {
            results.append(
                CheckResult(
                    .databaseRights,
                    .fail,
                    "the role \(server.role.name) may not use the schema \(found.schema)",
                    fix: script.usage(of: found.schema).sql
                )
            )
        }
        let columns = Dictionary(found.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        // No one has a right on a column that is not there.
        let lacks: [(String, [String])] = [
            ("SELECT", table.select.filter { columns[$0]?.select == false }),
            ("INSERT", table.insert.filter { columns[$0]?.insert == false }),
            ("UPDATE", table.update.filter { columns[$0]?.update == false }),
        ]
        results += lacks.filter { !$0.1.isEmpty }.map { right, names in
            lack(
                "\(right) on \(names.joined(separator: ", ")) of \(table.name)",
                script.grant(right, names, on: table.name)
            )
        }
        let isChecked = server.schema?.tables.contains { $0.name == table.name } == true
        if !isChecked {
            results += absent(in: table).map {
                CheckResult(
                    .databaseRights,
                    .fail,
                    "the table \(table.name) has no column \($0)",
                    fix: "correct the declaration that names it, or bring the server's schema up to date"
                )
            }
        }
        results += script.sequences(of: table).filter { !$0.mayUse }.map { sequence in
            lack("USAGE on the sequence \(sequence.name)", script.usage(ofSequence: sequence.name))
        }
        results += script.functions(of: table).filter { !$0.mayExecute }.map { function in
            lack("EXECUTE on the function \(function.name)", script.execution(of: function.name))
        }
        if table.deletes, !found.privileges.contains("DELETE") {
            let purpose = table.endsByDeletion ? "which is what ends a key there" : "for `retain`"
            results.append(lack("DELETE on \(table.name), \(purpose)", script.grant("DELETE", [], on: table.name)))
        }
        return results
    }

    /// Columns of a table that is there, and that are not: the check of the catalog tells it of the key table.
    private func absent(in table: NeededRights.Table) -> [String] {
        guard let found = server.tables.first(where: { $0.name == table.name }) else { return [] }
        let names = Set(found.columns.map(\.name))
        var told: Set<String> = []
        return (table.select + table.insert + table.update).filter { !names.contains($0) && told.insert($0).inserted }
    }

    private func lack(_ right: String, _ fix: String) -> CheckResult {
        CheckResult(.databaseRights, .fail, "the role \(server.role.name) lacks \(right)", fix: fix)
    }

    // MARK: - Too much

    private var excess: [CheckResult] {
        let role = server.role
        if role.isSuperuser {
            return [
                tooMuch(
                    "the role \(role.name) is a superuser: it may do everything on the whole server",
                    fix:
                        "use a separate role: `keyturn doctor --grants -e \(environment) --role keyturn` prints its rights"
                )
            ]
        }
        var results: [CheckResult] = []
        if !role.attributes.isEmpty {
            let name = SQLName.quoted(role.name)
            results.append(
                tooMuch(
                    "the role \(role.name) has \(role.attributes.joined(separator: ", "))",
                    fix: "ALTER ROLE \(name) \(role.attributes.map { "NO\($0)" }.joined(separator: " "));"
                )
            )
        }
        let powers = role.memberships.filter {
            role.superuserMemberships.contains($0) || $0.hasPrefix("pg_") && !Self.harmless.contains($0)
        }
        if !powers.isEmpty {
            let name = SQLName.quoted(role.name)
            results.append(
                tooMuch(
                    "the role \(role.name) is a member of \(powers.joined(separator: ", "))",
                    fix: powers.map { "REVOKE \(SQLName.quoted($0)) FROM \(name);" }.joined(separator: " ")
                )
            )
        }
        results += rights.tables.compactMap { table in
            server.tables.first { $0.name == table.name }.flatMap { excess(table, $0) }
        }
        results += creating
        results += others
        return results
    }

    /// They show what the server does, and no rows.
    private static let harmless: Set<String> = [
        "pg_monitor", "pg_read_all_settings", "pg_read_all_stats", "pg_stat_scan_tables", "pg_database_owner",
    ]

    private func excess(_ table: NeededRights.Table, _ found: DatabaseServer.Table) -> CheckResult? {
        let role = server.role.name
        if found.isOwner {
            return tooMuch(
                "the role \(role) owns the table \(table.name): it may change, empty and drop it",
                fix: "let another role own it, and use what `keyturn doctor --grants -e \(environment)` prints"
            )
        }
        let allowed: [(String, (DatabaseServer.Column) -> Bool, [String])] = [
            ("SELECT", \.select, table.select), ("INSERT", \.insert, table.insert), ("UPDATE", \.update, table.update),
        ]
        var words: [String] = []
        var revoked: [String] = []
        for (right, isAllowed, needed) in allowed {
            let names = found.columns.filter(isAllowed).map(\.name).filter { !needed.contains($0) }
            // To read more columns of a table whose secrets are read is nothing worth a warning.
            guard !names.isEmpty, right != "SELECT" else { continue }
            words.append("\(right) on its columns \(names.joined(separator: ", "))")
            revoked.append(right)
        }
        for right in found.privileges.sorted() where !(right == "DELETE" && table.deletes) {
            words.append(right == "DELETE" ? "DELETE, which only `retain` needs" : right)
            revoked.append(right)
        }
        guard !words.isEmpty else { return nil }
        let name = "\(SQLName.quoted(found.schema)).\(SQLName.quoted(GrantScript.bare(table.name)))"
        return tooMuch(
            "role \(role) has more privileges than it needs on \(table.name): \(words.joined(separator: "; "))",
            fix: "REVOKE \(revoked.joined(separator: ", ")) ON \(name) FROM \(SQLName.quoted(role));"
                + " then what `keyturn doctor --grants -e \(environment)` prints"
        )
    }

    private var creating: [CheckResult] {
        let schemas = Set(server.tables.filter(\.mayCreateInSchema).map(\.schema)).sorted()
        return schemas.map { schema in
            tooMuch(
                "the role \(server.role.name) may create objects in the schema \(schema)",
                fix:
                    "REVOKE CREATE ON SCHEMA \(SQLName.quoted(schema)) FROM \(SQLName.quoted(server.role.name)), PUBLIC;"
            )
        }
    }

    private var others: [CheckResult] {
        var results: [CheckResult] = []
        if let example = server.others.writableExample {
            results.append(
                tooMuch(
                    "the role \(server.role.name) may write to \(Self.tables(server.others.writable)), such as \(example)",
                    fix: "revoke INSERT, UPDATE, DELETE and TRUNCATE on them from it, or use a separate role"
                )
            )
        }
        if let example = server.others.readableExample {
            results.append(
                tooMuch(
                    "the role \(server.role.name) may read \(Self.tables(server.others.readable)), such as \(example)",
                    fix: "revoke SELECT on them from it, or use a separate role"
                )
            )
        }
        return results
    }

    private static func tables(_ count: Int) -> String { count == 1 ? "1 other table" : "\(count) other tables" }

    private func tooMuch(_ detail: String, fix: String) -> CheckResult {
        CheckResult(.databaseRights, .warn, detail, fix: fix)
    }
}
