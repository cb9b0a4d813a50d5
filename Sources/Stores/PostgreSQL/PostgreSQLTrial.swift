internal import Model

/// Tries rows as a run would write them against the conditions of the two tables (CHECK, and those of domains), without
/// writing: the server computes each condition over values that stand in no table.
struct PostgreSQLTrial {
    let profile: StoreProfile
    let trials: [RowTrial]
    let now: Instant

    /// The table of a profile with other roles than PM MCP Server's; nil for that one's.
    var described: PostgreSQLTable?

    /// A condition of a table.
    struct Condition {
        let name: String
        let expression: String
    }

    /// What a value is made of, and what rows have where no one writes one.
    struct Column {
        let name: String
        let type: String
        /// An expression; nil for NULL.
        let standard: String?
    }

    /// - Throws: only what ends the connection.
    func run(
        _ connection: PostgreSQLConnection
    ) throws(PostgreSQLFailure) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        guard !trials.isEmpty else { return [:] }
        let found = try read(
            connection,
            Self.catalog,
            [
                .texts(
                    (described == nil ? [profile.owners.table, profile.keys.table] : [profile.keys.table]).map {
                        quoted($0)
                    }
                )
            ]
        )
        var objections: [StoreSchema.Table.Content: [StoreSchema.Objection]] = [:]
        let contents: [StoreSchema.Table.Content] = described == nil ? [.owners, .keys] : [.keys]
        for (content, place) in zip(contents, Int32(1)...) {
            let (columns, conditions) = Self.decode(found, place)
            objections[content] = try judge(connection, content, columns, conditions)
        }
        return objections
    }

    // MARK: - The catalog

    private static let catalog = """
        WITH t AS (SELECT w.ord::int4 AS ord, to_regclass(w.tab)::oid AS id
            FROM unnest($1::text[]) WITH ORDINALITY AS w(tab, ord))
        SELECT t.ord, 'column', a.attname::text, format_type(a.atttypid, a.atttypmod),
            pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '' OR a.attidentity <> ''
        FROM t JOIN pg_attribute a ON a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        UNION ALL
        SELECT t.ord, 'condition', k.conname::text, pg_get_expr(k.conbin, k.conrelid),
            (SELECT string_agg(a.attname::text, E'\\n') FROM pg_attribute a
                WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)), false
        FROM t JOIN pg_constraint k ON k.conrelid = t.id AND k.contype = 'c'
            AND pg_get_constraintdef(k.oid) NOT LIKE '%NOT ENFORCED'
        ORDER BY 1, 2, 3
        """

    /// Conditions over what only an insert makes (generated columns, sequences) are left out: they cannot be computed.
    private static func decode(_ found: PostgreSQLResult, _ place: Int32) -> ([Column], [Condition]) {
        var columns: [Column] = []
        var unknown: Set<String> = []
        var conditions: [Condition] = []
        for row in 0..<found.rows where found.integer(row, 0, as: Int32.self) == place {
            let name = found.text(row, 2) ?? ""
            let text = found.text(row, 3) ?? ""
            let more = found.text(row, 4)
            if found.text(row, 1) == "column" {
                let isMade = found.bytes(row, 5)?.first == 1 || more?.contains("nextval(") == true
                if isMade { unknown.insert(name) }
                columns.append(Column(name: name, type: text, standard: isMade ? nil : more))
            } else if unknown.isDisjoint(with: (more ?? "").split(separator: "\n").map(String.init)) {
                conditions.append(Condition(name: name, expression: text))
            }
        }
        return (columns, conditions)
    }

    // MARK: - The trial

    private func judge(
        _ connection: PostgreSQLConnection,
        _ content: StoreSchema.Table.Content,
        _ columns: [Column],
        _ conditions: [Condition]
    ) throws(PostgreSQLFailure) -> [StoreSchema.Objection] {
        guard !columns.isEmpty else { return [] }
        let tried = described.map { PostgreSQLTableTrial($0, trials, now: now) }
        let parameters = tried?.parameters ?? TrialValues(trials, of: content, now: now).parameters
        func attempt(_ conditions: [Condition]) throws(PostgreSQLFailure) -> [StoreSchema.Objection] {
            let result = try read(connection, statement(content, columns, conditions, tried), parameters)
            return objections(result, conditions)
        }
        do throws(PostgreSQLFailure) {
            return try attempt(conditions)
        } catch {
            connection.rollBack()
            guard case .server(let report) = error, !report.isFatal else { throw error }
            // A domain refuses a value as soon as it is made.
            if report.sqlState == Self.violation { return [StoreSchema.Objection(nil, .insert, [])] }
        }
        var found: [StoreSchema.Objection] = []
        for condition in conditions {
            do throws(PostgreSQLFailure) {
                found += try attempt([condition])
            } catch {
                connection.rollBack()
                guard case .server(let report) = error, !report.isFatal else { throw error }
                found.append(StoreSchema.Objection(condition.name, .insert, [], failure: report.message))
            }
        }
        return found
    }

    /// `check_violation`.
    private static let violation = "23514"

    /// For each kind of write, the places of the rows that each condition refuses; NULL is not a refusal.
    private func statement(
        _ content: StoreSchema.Table.Content,
        _ columns: [Column],
        _ conditions: [Condition],
        _ tried: PostgreSQLTableTrial?
    ) -> String {
        let (table, roles) =
            content == .owners
            ? (quoted(profile.owners.table), profile.ownerRoles)
            : (quoted(described?.profile.table.name ?? profile.keys.table), profile.keyRoles)
        let made = columns.map { column in
            let own = tried.map { $0.expression(column) } ?? roles[column.name].map { TrialValues.expression($0) }
            let value = own ?? column.standard ?? "NULL"
            return "(\(value))::\(column.type) AS \(quoted(column.name))"
        }
        let counted = conditions.map {
            ", string_agg(\"keyturn place\", ',') FILTER (WHERE (\($0.expression)) IS FALSE)"
        }
        return """
            SELECT "keyturn write", count((\(table).*)::text)\(counted.joined())
            FROM (SELECT u.write AS "keyturn write", u.place AS "keyturn place", \(made.joined(separator: ", "))
                FROM \(tried?.source ?? TrialValues.source)) AS \(table)
            GROUP BY 1
            """
    }

    private func objections(_ result: PostgreSQLResult, _ conditions: [Condition]) -> [StoreSchema.Objection] {
        var found: [StoreSchema.Objection] = []
        for (index, condition) in conditions.enumerated() {
            var refused: [StoreSchema.Write: Set<Int>] = [:]
            for row in 0..<result.rows {
                guard let write = result.text(row, 0).flatMap(StoreSchema.Write.init),
                    let places = result.text(row, Int32(index) + 2)
                else { continue }
                refused[write] = Set(places.split(separator: ",").compactMap { Int($0) })
            }
            // A row that is never made needs no end.
            let unborn = refused[.insert] ?? []
            for write in StoreSchema.Write.allCases {
                let places = write == .insert ? unborn : (refused[write] ?? []).subtracting(unborn)
                guard !places.isEmpty else { continue }
                found.append(StoreSchema.Objection(condition.name, write, places.sorted().map { trials[$0].identity }))
            }
        }
        return found
    }

    /// In a transaction of its own, which reads.
    private func read(
        _ connection: PostgreSQLConnection,
        _ sql: String,
        _ parameters: [PostgreSQLParameter]
    ) throws(PostgreSQLFailure) -> PostgreSQLResult {
        let results = try connection.pipeline([
            ("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", []),
            (PostgreSQLSettings.work(serverVersion: connection.serverVersion), []),
            (sql, parameters),
            ("COMMIT", []),
        ])
        guard results.count == 4 else { throw .connectionLost(message: "the server did not answer the statement") }
        return results[2]
    }
}
