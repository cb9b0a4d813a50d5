internal import CLibPQ
internal import Model

/// What the catalog says of one table that rows are tried against.
struct PostgreSQLTrialCatalog {
    /// In the table's order.
    private(set) var columns: [PostgreSQLTrial.Column] = []
    private(set) var conditions: [PostgreSQLTrial.Condition] = []

    /// Unique indexes, apart from the primary key.
    private(set) var uniques: [Unique] = []

    /// A unique index as SQL writes it.
    struct Unique {
        let name: String
        let parts: [String]
        let predicate: String?
    }

    /// For each table, in the order of the first parameter: columns, conditions, foreign keys that are not the owner's
    /// alone, unique indexes, partitions.
    ///
    /// What a partition has beside its table's own rules counts for the rows that it takes: its rule holds for others whatever
    /// they are. Such a rule's name has the partition's on a second line, and from the third on what rows the partition does not take.
    static let query = """
        WITH t AS (SELECT w.ord::int4 AS ord, to_regclass(w.tab)::oid AS id
            FROM unnest($1::text[]) WITH ORDINALITY AS w(tab, ord)),
        p AS (SELECT t.ord, t.id, f.relid::oid AS part, c.relname::text AS name,
            format('(%s) IS NOT TRUE', coalesce(pg_get_partition_constraintdef(f.relid), 'TRUE')) AS guard
            FROM t CROSS JOIN LATERAL pg_partition_tree(t.id) f JOIN pg_class c ON c.oid = f.relid
            WHERE f.relid <> t.id),
        partitioning AS (SELECT t.ord, a.attname::text AS name FROM t CROSS JOIN LATERAL pg_partition_tree(t.id) f
            JOIN pg_partitioned_table q ON q.partrelid = f.relid
            JOIN pg_attribute a ON a.attrelid = q.partrelid AND a.attnum = ANY (q.partattrs))
        SELECT t.ord, CASE WHEN a.attgenerated <> '' THEN 'generated' ELSE 'column' END, a.attname::text,
            format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid),
            CASE WHEN a.attgenerated <> '' THEN a.attnotnull ELSE a.attidentity <> '' END
        FROM t JOIN pg_attribute a ON a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        UNION ALL
        SELECT t.ord, 'condition', k.conname::text, pg_get_expr(k.conbin, k.conrelid),
            (SELECT string_agg(a.attname::text, E'\\n') FROM pg_attribute a
                WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)), false
        FROM t JOIN pg_constraint k ON k.conrelid = t.id AND k.contype = 'c'
            AND pg_get_constraintdef(k.oid) NOT LIKE '%NOT ENFORCED'
        UNION ALL
        SELECT p.ord, 'condition', k.conname::text || E'\\n' || p.name || E'\\n' || p.guard, pg_get_expr(k.conbin, k.conrelid),
            (SELECT string_agg(a.attname::text, E'\\n') FROM pg_attribute a
                WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)), false
        FROM p JOIN pg_constraint k ON k.conrelid = p.part AND k.contype = 'c' AND k.coninhcount = 0
            AND pg_get_constraintdef(k.oid) NOT LIKE '%NOT ENFORCED'
        UNION ALL
        SELECT p.ord, 'condition', format('NOT NULL (%s)', a.attname) || E'\\n' || p.name || E'\\n' || p.guard,
            format('%I IS NOT NULL', a.attname), a.attname::text, false
        FROM p JOIN pg_attribute a ON a.attrelid = p.part AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
            JOIN pg_attribute o ON o.attrelid = p.id AND o.attname = a.attname AND NOT o.attnotnull
        UNION ALL
        SELECT t.ord, 'reference', k.conname::text,
            string_agg(format('%I IS NULL', a.attname), ' OR ' ORDER BY n.place)
                || format(' OR (%s) IN (SELECT %s FROM %s r)',
                    string_agg(quote_ident(a.attname), ', ' ORDER BY n.place),
                    string_agg('r.' || quote_ident(b.attname), ', ' ORDER BY n.place), k.confrelid::regclass),
            string_agg(a.attname::text, E'\\n' ORDER BY n.place),
            bool_and(has_column_privilege(k.confrelid, b.attnum, 'SELECT'))
        FROM t JOIN pg_constraint k ON k.conrelid = t.id AND k.contype = 'f'
            AND pg_get_constraintdef(k.oid) NOT LIKE '%NOT ENFORCED'
            CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS n(own, other, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.own
            JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = n.other
        GROUP BY t.ord, k.oid, k.conname, k.confrelid
        HAVING bool_or(a.attname <> ALL ($2::text[]))
        UNION ALL
        SELECT t.ord, 'unique', c.relname::text,
            (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), E'\\n' ORDER BY n)
                FROM generate_series(1, i.indnkeyatts::int) n),
            pg_get_expr(i.indpred, i.indrelid, true), false
        FROM t JOIN pg_index i ON i.indrelid = t.id AND i.indisunique AND NOT i.indisprimary
            JOIN pg_class c ON c.oid = i.indexrelid
        UNION ALL
        SELECT t.ord, 'partition', c.relname::text,
            coalesce((SELECT string_agg(format('(%s)', coalesce(pg_get_partition_constraintdef(p.relid), 'TRUE')), ' OR ')
                FROM pg_partition_tree(t.id) p WHERE p.isleaf AND p.relid <> t.id), 'FALSE'),
            (SELECT string_agg(DISTINCT name, E'\\n') FROM partitioning WHERE ord = t.ord), false
        FROM t JOIN pg_class c ON c.oid = t.id AND c.relkind = 'p'
        ORDER BY 1, 2, 3
        """

    /// Rules over what only an insert makes (sequences) are left out: they cannot be computed.
    init(_ found: PostgreSQLResult, _ place: Int32, expires: String?) {
        var unknown: Set<String> = []
        var rules: [(condition: PostgreSQLTrial.Condition, names: [String])] = []
        var ofPartitions: [(condition: PostgreSQLTrial.Condition, others: String, names: [String])] = []
        var partitioning: [String] = []
        for row in 0..<found.rows where found.integer(row, 0, as: Int32.self) == place {
            let name = found.text(row, 2) ?? ""
            let text = found.text(row, 3) ?? ""
            let more = found.text(row, 4)
            let flag = found.bytes(row, 5)?.first == 1
            let names = (more ?? "").split(separator: "\n").map(String.init)
            switch found.text(row, 1) {
            case "column":
                let isMade = flag || more?.contains("nextval(") == true
                if isMade { unknown.insert(name) }
                columns.append(PostgreSQLTrial.Column(name: name, type: text, standard: isMade ? nil : more))
            case "condition":
                let lines = name.split(separator: "\n", maxSplits: 2).map(String.init)
                var rule = PostgreSQLTrial.Condition(name: lines.first ?? "", expression: text)
                if lines.count == 3 {
                    rule.partition = lines[1]
                    ofPartitions.append((rule, lines[2], names))
                } else {
                    rules.append((rule, names))
                }
            case "generated":
                // The columns come first.
                if unknown.contains(where: { more?.contains($0) == true }) { unknown.insert(name) }
                columns.append(PostgreSQLTrial.Column(name: name, type: text, standard: more, isGenerated: true))
                if let length = Self.length(of: text), let more {
                    // Here the value is cut off, in a row it is refused.
                    let fits = "char_length((\(more))::text) <= \(length)"
                    rules.append((PostgreSQLTrial.Condition(name: name, expression: fits, kind: .type), [name]))
                }
                guard flag else { continue }
                let isThere = "\(quoted(column: name)) IS NOT NULL"
                rules.append((PostgreSQLTrial.Condition(name: name, expression: isThere, kind: .generated), [name]))
            case "reference":
                // What is in a table that the role may not read is not known; ends are hardly among it.
                guard flag || names.contains(expires ?? "") else { continue }
                let expression = flag ? text : "\(quoted(column: expires ?? "")) IS NULL"
                rules.append((PostgreSQLTrial.Condition(name: name, expression: expression, kind: .reference), names))
            case "partition":
                partitioning = names
                rules.append((PostgreSQLTrial.Condition(name: name, expression: text, kind: .partition), names))
            case "unique":
                let parts = text.split(separator: "\n").map(String.init)
                uniques.append(Unique(name: name, parts: parts, predicate: more))
            default: continue
            }
        }
        // Where the database itself makes the value that chooses a partition, any of them may take the row.
        let isChosen = unknown.isDisjoint(with: partitioning)
        for (found, others, names) in ofPartitions {
            var rule = found
            if isChosen { rule.expression = "\(others) OR (\(rule.expression))" }
            rule.isPossible = !isChosen
            rules.append((rule, names))
        }
        conditions = rules.filter { unknown.isDisjoint(with: $0.names) }.map(\.condition)
    }

    /// How many letters a type holds, such as `character varying(10)`; nil for others.
    private static func length(of type: String) -> Int? {
        guard type.hasPrefix("character"), let start = type.firstIndex(of: "(") else { return nil }
        return Int(type[type.index(after: start)...].prefix { $0.isWholeNumber })
    }
}
