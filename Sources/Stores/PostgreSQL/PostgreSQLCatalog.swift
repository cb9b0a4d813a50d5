internal import CLibPQ
internal import Model

/// The statement that asks the catalog whether rows can be written into the two tables, and what its rows mean.
///
/// One `UNION ALL` of eleven kinds of rows, all texts, asked in the transaction that reads the keys. Reads no row of the
/// tables.
struct PostgreSQLCatalog {
    private let profile: StoreProfile
    private let asksReplication: Bool

    /// - Parameters:
    ///   - profile: the tables.
    ///   - asksReplication: whether what replicates them is asked, which is refused to some roles.
    init(_ profile: StoreProfile, asksReplication: Bool = true) {
        self.profile = profile
        self.asksReplication = asksReplication
    }

    private enum Kind: Int32 {
        case session = 0
        case table = 1
        case column = 2
        case unique = 3
        case subscription = 4
        case publication = 5
        case sequence = 6
        case expression = 7
        case labels = 8
        case holder = 9
        case function = 10
    }

    var query: (sql: String, parameters: [PostgreSQLParameter]) {
        (
            Self.statement + (asksReplication ? Self.replication : "") + " ORDER BY 1, 2, 3",
            [.texts(profile.catalogTables.map { quoted($0.name) }), .texts([profile.ownerColumn])]
        )
    }

    /// Bits of `tgtype`: what changes rows.
    private enum TriggerEvent {
        static let rows = insert | delete | update
        private static let insert = 4
        private static let delete = 8
        private static let update = 16
    }

    /// The source of a trigger that does nothing but write the time of a change, as most applications have it.
    ///
    /// Asked by a function: of an operator the planner would look how many rows match it, which takes milliseconds.
    private static let datesRows =
        #"^\s*begin\s+(new\."?\w*(updat|modif|chang)\w*"?\s*:?=\s*"#
        + #"(current_timestamp|localtimestamp|(now|clock_timestamp|statement_timestamp)\(\))(\s+at\s+time\s+zone\s+"#
        + #"''utc'')?\s*;\s*)+return\s+new\s*;\s*end\s*;?\s*$"#

    /// Flags are letters: a column's `n` nullable, `d` has a default, `g` is generated, `i` and `u` the rights, a capital what
    /// values it takes; a table's
    /// `h` hides rows, `u` is unlogged, `r` has rules, `d` the right to delete, `c` has conditions; `x` for an exclusion constraint;
    /// `v` for a default whose own function may give another value each time.
    private static let statement = """
        WITH t AS MATERIALIZED (
            SELECT w.ord::int4 AS ord, c.* FROM unnest($1::text[]) WITH ORDINALITY AS w(tab, ord)
            JOIN (SELECT oid AS id, relkind, relpersistence, relhasrules, relhastriggers, relchecks FROM pg_class) c
                ON c.id = to_regclass(w.tab)::oid)
        SELECT \(Kind.session.rawValue), 0, current_user::text, NULL::text, NULL::text,
            CASE WHEN pg_is_in_recovery() THEN 's' ELSE '' END
                || CASE WHEN current_setting('default_transaction_read_only') = 'on' THEN 'r' ELSE '' END
                || CASE WHEN EXISTS (SELECT FROM pg_roles o, pg_database d WHERE o.rolname = session_user
                    AND d.datname = current_database() AND NOT o.rolsuper
                    AND (o.rolconnlimit IN (0, 1) OR d.datconnlimit IN (0, 1))) THEN 'c' ELSE '' END
                || CASE WHEN getdatabaseencoding() NOT IN ('UTF8', 'SQL_ASCII') THEN 'e' ELSE '' END
        UNION ALL
        SELECT \(Kind.table.rawValue), t.ord, t.relkind::text,
            (SELECT string_agg(g.tgname::text, E'\\n' ORDER BY g.tgname) FROM pg_trigger g
                WHERE t.relhastriggers AND g.tgrelid = t.id AND NOT g.tgisinternal AND g.tgenabled <> 'D'),
            (SELECT string_agg(g.tgname::text, E'\\n' ORDER BY g.tgname) FROM pg_trigger g
                JOIN pg_proc f ON f.oid = g.tgfoid JOIN pg_language l ON l.oid = f.prolang
                WHERE t.relhastriggers AND g.tgrelid = t.id AND NOT g.tgisinternal AND g.tgenabled <> 'D'
                    AND g.tgtype & \(TriggerEvent.rows) <> 0 AND l.lanname NOT IN ('internal', 'c')
                    AND regexp_match(f.prosrc, '\(datesRows)', 'i') IS NULL),
            CASE WHEN row_security_active(t.id) THEN 'h' ELSE '' END
                || CASE WHEN t.relpersistence = 'u' THEN 'u' ELSE '' END
                || CASE WHEN t.relhasrules AND EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = t.id
                    AND r.is_instead AND r.ev_type IN ('2', '3', '4') AND r.ev_enabled <> 'D') THEN 'r' ELSE '' END
                || CASE WHEN has_table_privilege(t.id, 'DELETE') THEN 'd' ELSE '' END
                || CASE WHEN t.relchecks > 0 OR t.relkind = 'p' OR EXISTS (SELECT FROM pg_attribute a
                    JOIN pg_constraint k ON k.contypid = a.atttypid AND k.contype = 'c'
                    WHERE a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped)
                OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.id AND a.attgenerated <> ''
                    AND NOT a.attisdropped)
                OR EXISTS (SELECT FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid
                        AND a.attnum = ANY (k.conkey)
                    WHERE k.conrelid = t.id AND k.contype = 'f' AND a.attname <> ALL ($2::text[]))
                THEN 'c' ELSE '' END
        FROM t
        UNION ALL
        SELECT \(Kind.column.rawValue), t.ord, a.attname::text, format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4
                THEN (a.atttypmod - 4)::text
                WHEN y.typbasetype IN ('varchar'::regtype, 'bpchar'::regtype) AND y.typtypmod > 4
                THEN (y.typtypmod - 4)::text
                WHEN 'name'::regtype IN (y.oid, y.typbasetype) THEN '63' END,
            CASE WHEN a.attnotnull OR y.typnotnull THEN '' ELSE 'n' END
                || CASE WHEN a.atthasdef OR a.attidentity <> '' OR y.typdefault IS NOT NULL THEN 'd' ELSE '' END
                || CASE WHEN a.attgenerated <> '' THEN 'g' ELSE '' END
                || CASE WHEN has_column_privilege(t.id, a.attnum, 'INSERT') THEN 'i' ELSE '' END
                || CASE WHEN has_column_privilege(t.id, a.attnum, 'UPDATE') THEN 'u' ELSE '' END
                || CASE WHEN 'uuid'::regtype IN (y.oid, y.typbasetype) THEN 'U'
                    WHEN 'boolean'::regtype IN (y.oid, y.typbasetype) THEN 'B'
                    WHEN 'timestamp'::regtype IN (y.oid, y.typbasetype) THEN 'T'
                    WHEN 'timestamptz'::regtype IN (y.oid, y.typbasetype) THEN 'T'
                    WHEN y.typcategory = 'S' THEN 'S' ELSE 'O' END
        FROM t JOIN pg_attribute a ON a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type y ON y.oid = a.atttypid
        UNION ALL
        SELECT \(Kind.unique.rawValue), t.ord, c.relname::text,
            (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), E'\\n' ORDER BY n)
                FROM generate_series(1, i.indnkeyatts::int) n),
            pg_get_expr(i.indpred, i.indrelid, true), CASE WHEN i.indisexclusion THEN 'x' ELSE '' END
                || CASE WHEN pg_get_indexdef(i.indexrelid) LIKE '% NULLS NOT DISTINCT%' THEN 'z' ELSE '' END
        FROM t JOIN pg_index i ON i.indrelid = t.id AND (i.indisunique OR i.indisexclusion)
            JOIN pg_class c ON c.oid = i.indexrelid
        UNION ALL
        SELECT \(Kind.expression.rawValue), t.ord, a.attname::text,
            CASE WHEN a.attidentity <> '' THEN 'nextval()' ELSE pg_get_expr(d.adbin, d.adrelid) END, NULL,
            CASE WHEN EXISTS (SELECT FROM pg_depend u JOIN pg_proc f ON f.oid = u.refobjid
                WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refclassid = 'pg_proc'::regclass
                    AND f.provolatile = 'v') THEN 'v' ELSE '' END
        FROM t JOIN pg_attribute a ON a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.atthasdef OR a.attidentity <> ''
        UNION ALL
        SELECT \(Kind.labels.rawValue), t.ord, a.attname::text,
            string_agg(e.enumlabel::text, E'\\n' ORDER BY e.enumsortorder), NULL, ''
        FROM t JOIN pg_attribute a ON a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type y ON y.oid = a.atttypid JOIN pg_enum e ON e.enumtypid IN (y.oid, y.typbasetype)
        GROUP BY t.ord, a.attname
        UNION ALL
        SELECT DISTINCT \(Kind.holder.rawValue), t.ord, k.conrelid::regclass::text, NULL, NULL, ''
        FROM t JOIN pg_constraint k ON k.confrelid = t.id AND k.contype = 'f' AND k.confdeltype IN ('a', 'r')
        UNION ALL
        SELECT \(Kind.sequence.rawValue), t.ord, q.attname::text, format('%I.%I', n.nspname, s.relname), NULL,
            CASE WHEN q.identity THEN 'i' ELSE '' END
        FROM t JOIN LATERAL (\(PostgreSQLNumbering.sequences(of: "t.id"))) q ON true
            JOIN pg_class s ON s.oid = q.seq
            JOIN pg_namespace n ON n.oid = s.relnamespace
        WHERE CASE WHEN s.relkind = 'S' THEN NOT has_sequence_privilege(s.oid, 'USAGE, UPDATE') END
        UNION ALL
        SELECT \(Kind.function.rawValue), t.ord, f.attname::text, f.signature, NULL, ''
        FROM t JOIN LATERAL (\(PostgreSQLDefaultFunctions.all(of: "t.id"))) f ON true
        WHERE NOT has_function_privilege(f.id, 'EXECUTE')
        """

    /// A subscription's flag is `d` for disabled; what it takes and publishes may be a partition of the table.
    private static let replication = """

        UNION ALL
        SELECT DISTINCT \(Kind.subscription.rawValue), t.ord, s.subname::text,
            array_to_string(s.subpublications, E'\\n'), NULL, CASE WHEN s.subenabled THEN '' ELSE 'd' END
        FROM t JOIN pg_subscription_rel r
                ON r.srrelid = ANY (ARRAY(SELECT p.relid::oid FROM pg_partition_tree(t.id) p) || t.id)
            JOIN pg_subscription s ON s.oid = r.srsubid
        UNION ALL
        SELECT DISTINCT \(Kind.publication.rawValue), t.ord, p.pubname::text, NULL, NULL, ''
        FROM t, pg_publication p, LATERAL pg_get_publication_tables(p.pubname::text) g
        WHERE g.relid = ANY (ARRAY(SELECT p.relid::oid FROM pg_partition_tree(t.id) p) || t.id)
        """

    func decode(_ result: PostgreSQLResult) -> StoreSchema {
        var schema = StoreSchema()
        schema.tellsReplication = asksReplication
        for row in 0..<result.rows {
            let name = result.text(row, 2) ?? ""
            let flags = result.text(row, 5) ?? ""
            switch result.integer(row, 0, as: Int32.self).flatMap(Kind.init) {
            case .session:
                schema.role = name
                schema.allowsOneConnection = flags.contains("c")
                schema.isEncoded = flags.contains("e")
                schema.barrier = flags.contains("s") ? .standby : flags.contains("r") ? .readOnlySession : nil
            case .table: schema.tables.append(table(result, row, kind: name, flags))
            case .column:
                change(&schema, result, row) {
                    let column = column(result, row, name, flags, of: $0.content)
                    if column.isTried { $0.hasConditions = true }
                    $0.columns.append(column)
                }
            case .unique:
                change(&schema, result, row) {
                    var unique = StoreSchema.Unique(
                        name,
                        Self.lines(result.text(row, 3)),
                        predicate: result.text(row, 4),
                        isExclusion: flags.contains("x")
                    )
                    unique.nullsAreAlike = flags.contains("z")
                    $0.uniques.append(unique)
                }
            case .expression:
                change(&schema, result, row) { table in
                    guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return }
                    table.columns[index].expression = result.text(row, 3)
                    table.columns[index].isVolatile = flags.contains("v")
                    table.columns[index].isNumbered = result.text(row, 3)?.contains("nextval(") == true
                }
            case .labels:
                change(&schema, result, row) { table in
                    guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return }
                    table.columns[index].labels = Self.lines(result.text(row, 3))
                }
            case .holder: change(&schema, result, row) { if $0.ending.deletes { $0.holders.append(name) } }
            case .subscription:
                let taken = Self.lines(result.text(row, 3))
                change(&schema, result, row) {
                    $0.subscriptions.append(
                        StoreSchema.Subscription(name, isEnabled: !flags.contains("d"), publications: taken)
                    )
                }
            case .publication: change(&schema, result, row) { $0.publications.append(name) }
            case .sequence:
                change(&schema, result, row) {
                    $0.closedSequences.append(
                        StoreSchema.ClosedSequence(
                            column: name,
                            name: result.text(row, 3) ?? "",
                            isIdentity: flags.contains("i")
                        )
                    )
                }
            case .function:
                change(&schema, result, row) {
                    $0.closedFunctions.append(
                        StoreSchema.ClosedFunction(column: name, name: result.text(row, 3) ?? "")
                    )
                }
            case nil: continue
            }
        }
        for index in schema.tables.indices { schema.tables[index].lookForMissing(roles(schema.tables[index].content)) }
        return schema
    }

    private func content(_ result: PostgreSQLResult, _ row: Int32) -> StoreSchema.Table.Content {
        let place = Int(result.integer(row, 1, as: Int32.self) ?? 0) - 1
        return profile.catalogTables.indices.contains(place) ? profile.catalogTables[place].content : .keys
    }

    private func change(
        _ schema: inout StoreSchema,
        _ result: PostgreSQLResult,
        _ row: Int32,
        _ body: (inout StoreSchema.Table) -> Void
    ) {
        let content = content(result, row)
        guard let index = schema.tables.firstIndex(where: { $0.content == content }) else { return }
        body(&schema.tables[index])
    }

    private func table(_ result: PostgreSQLResult, _ row: Int32, kind: String, _ flags: String) -> StoreSchema.Table {
        let content = content(result, row)
        let name = content == .owners ? profile.owners.table : profile.keys.table
        var table = StoreSchema.Table(content, name: name)
        table.kind =
            switch kind {
            case "v", "m": .view
            case "f": .foreign
            default: .table
            }
        table.hidesRows = flags.contains("h")
        table.isUnlogged = flags.contains("u")
        table.rewrites = flags.contains("r") && table.kind == .table
        table.mayDelete = flags.contains("d")
        table.hasConditions = flags.contains("c")
        table.triggers = Self.lines(result.text(row, 3))
        table.opaqueTriggers = Self.lines(result.text(row, 4))
        table.marksNames = profile.described?.marksNames == true
        table.ending = profile.described?.profile.ending ?? .server
        return table
    }

    private func column(
        _ result: PostgreSQLResult,
        _ row: Int32,
        _ name: String,
        _ flags: String,
        of content: StoreSchema.Table.Content
    ) -> StoreSchema.Column {
        var column = StoreSchema.Column(name, role: roles(content)[name], type: result.text(row, 3) ?? "unknown")
        column.length = result.text(row, 4).flatMap { Int($0) }
        column.isNullable = flags.contains("n")
        column.hasDefault = flags.contains("d")
        column.isGenerated = flags.contains("g")
        column.values = Self.values.first { flags.contains($0.key) }?.value
        column.mayInsert = flags.contains("i")
        column.mayUpdate = flags.contains("u")
        profile.described?.judge(&column, of: content)
        return column
    }

    private func roles(_ content: StoreSchema.Table.Content) -> [String: StoreSchema.Role] {
        content == .owners ? profile.ownerRoles : profile.keyRoles
    }

    private static let values: [Character: StoreSchema.Values] = [
        "U": .uuid, "B": .boolean, "T": .time, "S": .text, "O": .other,
    ]

    private static func lines(_ text: String?) -> [String] { text?.split(separator: "\n").map(String.init) ?? [] }
}

extension StoreSchema.Column {
    /// Whether the server alone tells which texts are values of the type, so that rows are tried.
    fileprivate var isTried: Bool {
        guard isDescribed, role != nil, values == .other, labels.isEmpty else { return false }
        return !["smallint", "integer", "bigint", "bytea"].contains(type)
    }
}
