internal import CLibPQ
internal import Model

/// The statements of ``KeyStore/inspectServer(for:)``, all in one round trip, and what their rows mean.
///
/// Tables are found in the catalogue and not by the search path, which ignores schemas that are closed to the role:
/// then which right is missing could not be told.
struct PostgreSQLInspect {
    private let rights: NeededRights
    private let profile: StoreProfile

    init(_ rights: NeededRights, profile: StoreProfile) {
        self.rights = rights
        self.profile = profile
    }

    /// What decides whether the server logs a statement, its parameters or its plan; modules' own are there where the
    /// module is loaded.
    static let settings = [
        "log_statement", "log_min_duration_statement", "log_min_duration_sample", "log_statement_sample_rate",
        "log_transaction_sample_rate", "log_parameter_max_length", "log_parameter_max_length_on_error",
        "log_min_error_statement", "log_error_verbosity", "shared_preload_libraries", "pgaudit.log",
        "pgaudit.log_parameter", "pgaudit.role",
        "auto_explain.log_min_duration",
    ]

    func read(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> DatabaseServer? {
        let names = PostgreSQLParameter.texts(Self.settings)
        let results = try connection.read([
            (Self.role, []),
            ("SELECT name::text, setting::text FROM pg_settings WHERE name = ANY($1::text[])", [names]),
            (Self.overrides, [names]),
            (tables, parameters),
            (others, parameters),
            (checks, parameters),
        ])
        guard results[0].rows == 1 else { return nil }
        var settings: [String: String] = [:]
        for row in 0..<results[1].rows {
            if let name = results[1].text(row, 0) { settings[name] = results[1].text(row, 1) }
        }
        var server = DatabaseServer(
            version: Int(connection.serverVersion),
            database: results[0].text(0, 1) ?? "",
            settings: settings,
            overrides: (0..<results[2].rows).map { override(results[2], $0) },
            transport: connection.transport,
            isOnThisMachine: connection.isOnThisMachine,
            role: role(results[0]),
            tables: withChecks(found(results[3]), results[5]),
            others: others(results[4])
        )
        server.schema = try schema(connection)
        server.time = results[0].integer(0, 9, as: Int64.self).flatMap(PostgreSQLTimestamp.instant).map(
            StoreTime.server
        )
        return server
    }

    /// In a transaction of its own: where a table's schema is closed to the role the catalog does not answer, which other
    /// checks tell.
    private func schema(
        _ connection: PostgreSQLConnection,
        asksReplication: Bool = true
    ) throws(PostgreSQLFailure) -> StoreSchema? {
        let catalog = PostgreSQLCatalog(profile, asksReplication: asksReplication)
        do throws(PostgreSQLFailure) {
            return try connection.read([catalog.query]).first.map(catalog.decode)
        } catch {
            guard PostgreSQLErrors.isDenied(error) else { throw error }
            return asksReplication ? try schema(connection, asksReplication: false) : nil
        }
    }

    // MARK: - The role

    private static let role = """
        SELECT r.rolname::text, current_database()::text, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
            r.rolbypassrls, string_agg(m.rolname, E'\\n' ORDER BY m.rolname),
            string_agg(m.rolname, E'\\n' ORDER BY m.rolname) FILTER (WHERE m.rolsuper),
            clock_timestamp() AT TIME ZONE 'UTC'
        FROM pg_roles r LEFT JOIN pg_roles m ON m.oid <> r.oid AND NOT r.rolsuper AND pg_has_role(r.oid, m.oid, 'MEMBER')
        WHERE r.rolname = current_user
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        """

    private func role(_ result: PostgreSQLResult) -> DatabaseServer.Role {
        var role = DatabaseServer.Role(name: result.text(0, 0) ?? "")
        role.isSuperuser = isTrue(result, 0, 2)
        role.attributes = zip(3..., ["CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS"]).compactMap {
            isTrue(result, 0, $0) ? $1 : nil
        }
        role.memberships = lines(result.text(0, 7))
        role.superuserMemberships = lines(result.text(0, 8))
        return role
    }

    private func lines(_ text: String?) -> [String] { text?.split(separator: "\n").map(String.init) ?? [] }

    // MARK: - What others' connections have set

    /// Our own role's are in our own settings.
    private static let overrides = """
        SELECT r.rolname::text, s.setdatabase <> 0, split_part(c.entry, '=', 1),
            substr(c.entry, strpos(c.entry, '=') + 1)
        FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS c(entry) LEFT JOIN pg_roles r ON r.oid = s.setrole
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND (s.setrole = 0 OR r.rolname <> current_user) AND split_part(c.entry, '=', 1) = ANY($1::text[])
        ORDER BY 1, 3
        """

    private func override(_ result: PostgreSQLResult, _ row: Int32) -> DatabaseServer.Override {
        DatabaseServer.Override(
            role: result.text(row, 0),
            isForThisDatabase: isTrue(result, row, 1),
            name: result.text(row, 2) ?? "",
            value: result.text(row, 3) ?? ""
        )
    }

    // MARK: - Tables

    private var parameters: [PostgreSQLParameter] {
        let names = rights.tables.map { $0.name.split(separator: ".", maxSplits: 1).map(String.init) }
        return [.texts(names.map { $0.last ?? "" }), .texts(names.map { $0.count > 1 ? $0[0] : "" })]
    }

    /// What the search path finds comes first, then what a person would mean.
    private static let found = """
        WITH found AS MATERIALIZED (
            SELECT w.ord::int4 AS ord, (
                SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relname = w.tab AND (w.sch = '' OR n.nspname = w.sch) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
                ORDER BY pg_table_is_visible(c.oid) DESC, n.nspname = 'public' DESC, n.nspname LIMIT 1) AS id
            FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w(tab, sch, ord))
        """

    private var tables: String {
        """
        \(Self.found)
        SELECT f.ord, n.nspname::text, has_schema_privilege(n.oid, 'USAGE'), has_schema_privilege(n.oid, 'CREATE'),
            pg_has_role(c.relowner, 'USAGE'), has_table_privilege(c.oid, 'DELETE'),
            has_table_privilege(c.oid, 'TRUNCATE'), has_table_privilege(c.oid, 'REFERENCES'),
            has_table_privilege(c.oid, 'TRIGGER'), a.attname::text, has_column_privilege(c.oid, a.attnum, 'SELECT'),
            has_column_privilege(c.oid, a.attnum, 'INSERT'), has_column_privilege(c.oid, a.attnum, 'UPDATE'),
            q.name, q.usable, q.identity,
            (SELECT string_agg(CASE WHEN has_function_privilege(x.id, 'EXECUTE') THEN 'm' ELSE '' END
                    || CASE WHEN has_function_privilege('public', x.id, 'EXECUTE') THEN 'p' ELSE '' END
                    || ' ' || x.signature, E'\\n' ORDER BY x.signature)
                FROM (\(PostgreSQLDefaultFunctions.all(of: "c.oid"))) x WHERE x.attname = a.attname)
        FROM found f JOIN pg_class c ON c.oid = f.id JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN LATERAL (
            SELECT format('%I.%I', m.nspname, s.relname) AS name, n.identity,
                CASE WHEN s.relkind = 'S' THEN has_sequence_privilege(s.oid, 'USAGE, UPDATE') END AS usable
            FROM (\(PostgreSQLNumbering.sequences(of: "c.oid"))) n
                JOIN pg_class s ON s.oid = n.seq JOIN pg_namespace m ON m.oid = s.relnamespace
            WHERE n.attname = a.attname
            LIMIT 1) q ON true
        ORDER BY f.ord, a.attnum
        """
    }

    private func found(_ result: PostgreSQLResult) -> [DatabaseServer.Table] {
        var tables: [DatabaseServer.Table] = []
        for row in 0..<result.rows {
            guard let place = result.integer(row, 0, as: Int32.self),
                rights.tables.indices.contains(Int(place) - 1)
            else { continue }
            let name = rights.tables[Int(place) - 1].name
            if tables.last?.name != name {
                tables.append(
                    DatabaseServer.Table(
                        name: name,
                        schema: result.text(row, 1) ?? "",
                        mayUseSchema: isTrue(result, row, 2),
                        mayCreateInSchema: isTrue(result, row, 3),
                        isOwner: isTrue(result, row, 4),
                        privileges: Set(
                            zip(5..., ["DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]).compactMap {
                                isTrue(result, row, $0) ? $1 : nil
                            }
                        )
                    )
                )
            }
            guard let column = result.text(row, 9) else { continue }
            var found = DatabaseServer.Column(
                name: column,
                select: isTrue(result, row, 10),
                insert: isTrue(result, row, 11),
                update: isTrue(result, row, 12)
            )
            found.sequence = result.text(row, 13)
            found.isIdentity = isTrue(result, row, 15)
            found.mayUseSequence = found.sequence == nil || isTrue(result, row, 14)
            found.functions = lines(result.text(row, 16)).compactMap(function)
            tables[tables.count - 1].columns.append(found)
        }
        return tables
    }

    /// Letters for who may call it, a blank, and the function.
    private func function(_ line: String) -> DatabaseServer.Function? {
        guard let blank = line.firstIndex(of: " ") else { return nil }
        let flags = line[..<blank]
        return DatabaseServer.Function(
            name: String(line[blank...].dropFirst()),
            mayExecute: flags.contains("m"),
            isPublic: flags.contains("p")
        )
    }

    /// CHECK constraints that an update can break, apart from those that only columns decide which no one updates.
    private var checks: String {
        """
        \(Self.found)
        SELECT f.ord, k.conname::text, NOT k.convalidated OR k.conkey IS NULL,
            (SELECT string_agg(a.attname::text, E'\\n') FROM pg_attribute a
                WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey))
        FROM found f JOIN pg_constraint k ON k.conrelid = f.id AND k.contype = 'c'
        ORDER BY f.ord, k.conname
        """
    }

    private func withChecks(_ tables: [DatabaseServer.Table], _ result: PostgreSQLResult) -> [DatabaseServer.Table] {
        var tables = tables
        for row in 0..<result.rows {
            guard let place = result.integer(row, 0, as: Int32.self),
                rights.tables.indices.contains(Int(place) - 1), let name = result.text(row, 1)
            else { continue }
            let table = rights.tables[Int(place) - 1]
            let isMet = isTrue(result, row, 2) || lines(result.text(row, 3)).contains(where: table.update.contains)
            guard isMet, let index = tables.firstIndex(where: { $0.name == table.name }) else { continue }
            tables[index].checks.append(name)
        }
        return tables
    }

    private var others: String {
        """
        \(Self.found), others AS (
            SELECT n.nspname || '.' || c.relname AS name, has_any_column_privilege(c.oid, 'SELECT') AS readable,
                has_table_privilege(c.oid, 'DELETE, TRUNCATE')
                    OR has_any_column_privilege(c.oid, 'INSERT, UPDATE') AS writable
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema'
                AND n.nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(n.oid, 'USAGE')
                AND NOT EXISTS (SELECT FROM found f WHERE f.id = c.oid))
        SELECT count(*) FILTER (WHERE readable), min(name) FILTER (WHERE readable),
            count(*) FILTER (WHERE writable), min(name) FILTER (WHERE writable)
        FROM others
        """
    }

    private func others(_ result: PostgreSQLResult) -> DatabaseServer.Others {
        var others = DatabaseServer.Others()
        others.readable = Int(result.integer(0, 0, as: Int64.self) ?? 0)
        others.readableExample = result.text(0, 1)
        others.writable = Int(result.integer(0, 2, as: Int64.self) ?? 0)
        others.writableExample = result.text(0, 3)
        return others
    }

    private func isTrue(_ result: PostgreSQLResult, _ row: Int32, _ column: Int32) -> Bool {
        result.bytes(row, column)?.first == 1
    }
}

extension PostgreSQLConnection {
    /// Whether nothing that is sent leaves the machine.
    fileprivate var isOnThisMachine: Bool {
        if transport == .local { return true }
        let address = PQhostaddr(pointer).map { String(cString: $0) } ?? ""
        return address.hasPrefix("127.") || address == "::1"
    }
}
