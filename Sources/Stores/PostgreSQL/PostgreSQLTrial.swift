internal import Model

/// Tries rows as a run would write them against the rules of the two tables (CHECK, domains, generated columns, foreign keys,
/// and what must be unique among owners), without writing: the server computes each over values that are in no table.
struct PostgreSQLTrial {
    let profile: StoreProfile
    let trials: [RowTrial]
    let now: Instant

    /// The table of a profile with other roles than PM MCP Server's; nil for that one's.
    var described: PostgreSQLTable?

    /// A rule of a table, as an expression that is false where it refuses a row.
    struct Condition {
        let name: String
        var expression: String
        var kind = StoreSchema.Objection.Kind.condition

        /// The partition that alone has it; nil for a rule of the whole table.
        var partition: String?

        /// Whether it is of a partition that may take the row, or may not.
        var isPossible = false
    }

    /// What a value is made of, and what rows have where no one writes one.
    struct Column {
        let name: String
        let type: String
        /// An expression; nil for NULL.
        let standard: String?

        /// Whether it is made of other columns.
        var isGenerated = false
    }

    /// - Throws: only what ends the connection.
    func run(
        _ connection: PostgreSQLConnection
    ) throws(PostgreSQLFailure) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        guard !trials.isEmpty else { return [:] }
        let (held, unheld) = try PostgreSQLEncodingTrial(trials, hasOwners: described == nil).run(connection)
        var objections = unheld
        guard !held.isEmpty else { return objections }
        let contents: [StoreSchema.Table.Content] = described == nil ? [.owners, .keys] : [.keys]
        let names = described == nil ? [profile.owners.table, profile.keys.table] : [profile.keys.table]
        let found = try connection.read(
            PostgreSQLTrialCatalog.query,
            [.texts(names.map { quoted($0) }), .texts([profile.ownerColumn])]
        )
        for (content, place) in zip(contents, Int32(1)...) {
            let catalog = PostgreSQLTrialCatalog(found, place, expires: profile.expiresColumn)
            objections[content, default: []] += try judge(connection, content, catalog, held)
            guard content == .owners else { continue }
            // An e-mail that is taken is reported with whose it is.
            for unique in catalog.uniques where unique.parts != [profile.owners.email] {
                objections[content, default: []] += try compare(connection, unique, catalog.columns, held)
            }
        }
        return objections
    }

    // MARK: - The trial

    private func judge(
        _ connection: PostgreSQLConnection,
        _ content: StoreSchema.Table.Content,
        _ catalog: PostgreSQLTrialCatalog,
        _ trials: [RowTrial]
    ) throws(PostgreSQLFailure) -> [StoreSchema.Objection] {
        guard !catalog.columns.isEmpty else { return [] }
        func attempt(
            _ conditions: [Condition],
            _ trials: [RowTrial],
            _ only: StoreSchema.Write? = nil
        ) throws(PostgreSQLFailure) -> [StoreSchema.Objection] {
            let made = made(content, catalog.columns, trials, only)
            let counted = conditions.map {
                ", string_agg(\"keyturn place\", ',') FILTER (WHERE (\($0.expression)) IS FALSE)"
            }
            let sql = """
                SELECT "keyturn write", count((\(name(of: content)).*)::text)\(counted.joined())
                FROM \(made.source) GROUP BY 1
                """
            return objections(try connection.read(sql, made.parameters), conditions, trials)
        }
        /// The refusal of what is made, whatever the conditions say; nil where nothing is refused.
        func refusal(
            _ trials: [RowTrial],
            _ write: StoreSchema.Write
        ) throws(PostgreSQLFailure) -> PostgreSQLFailure.Report? {
            do throws(PostgreSQLFailure) {
                _ = try attempt([], trials, write)
                return nil
            } catch {
                connection.rollBack()
                guard case .server(let report) = error, !report.isFatal else { throw error }
                return report
            }
        }
        do throws(PostgreSQLFailure) {
            return try attempt(catalog.conditions, trials)
        } catch {
            connection.rollBack()
            guard case .server(let report) = error, !report.isFatal else { throw error }
        }
        // A domain refuses a value as soon as it is made, and so does a generated column.
        var found: [StoreSchema.Objection] = []
        for write in content == .owners ? [StoreSchema.Write.insert] : StoreSchema.Write.allCases {
            guard let report = try refusal(trials, write) else { continue }
            var names: [String] = []
            var first: RowTrial?
            for trial in trials.count <= Self.most ? trials : [] where try refusal([trial], write) != nil {
                names.append(trial.identity)
                first = first ?? trial
            }
            let column = try first.flatMap { (trial) throws(PostgreSQLFailure) in
                try refusing(connection, content, catalog.columns, trial, write)
            }
            found.append(Self.objection(report, write, names, column: column))
            if write == .insert { break }
        }
        guard found.isEmpty else { return found }
        for condition in catalog.conditions {
            do throws(PostgreSQLFailure) {
                found += try attempt([condition], trials)
            } catch {
                connection.rollBack()
                guard case .server(let report) = error, !report.isFatal else { throw error }
                found.append(
                    StoreSchema.Objection(
                        condition.name,
                        .insert,
                        [],
                        kind: condition.kind,
                        partition: condition.partition,
                        failure: report.message
                    )
                )
            }
        }
        return found
    }

    private static let undecided = "the database makes the value that chooses the partition when the row is written"

    /// Of so many identities it is asked one by one whose row is refused.
    private static let most = 50

    /// The column whose type refuses its value; nil where no single one does.
    private func refusing(
        _ connection: PostgreSQLConnection,
        _ content: StoreSchema.Table.Content,
        _ columns: [Column],
        _ trial: RowTrial,
        _ write: StoreSchema.Write
    ) throws(PostgreSQLFailure) -> String? {
        for column in columns where !column.isGenerated {
            let made = made(content, [column], [trial], write)
            do throws(PostgreSQLFailure) {
                _ = try connection.read(
                    "SELECT count(\(quoted(column: column.name))) FROM \(made.source)",
                    made.parameters
                )
            } catch {
                connection.rollBack()
                guard case .server(let report) = error, !report.isFatal else { throw error }
                return column.name
            }
        }
        return nil
    }

    private static func objection(
        _ report: PostgreSQLFailure.Report,
        _ write: StoreSchema.Write,
        _ identities: [String],
        column: String?
    ) -> StoreSchema.Objection {
        if let domain = report.dataType {
            return StoreSchema.Objection(report.constraint, write, identities, kind: .domain(domain))
        }
        return StoreSchema.Objection(
            report.column ?? report.constraint ?? column,
            write,
            identities,
            kind: .type
        )
    }

    private func name(of content: StoreSchema.Table.Content) -> String {
        content == .owners
            ? quoted(profile.owners.table) : quoted(described?.profile.table.name ?? profile.keys.table)
    }

    /// Rows as they would be written, called as the table is: generated columns are made of the others.
    private func made(
        _ content: StoreSchema.Table.Content,
        _ columns: [Column],
        _ trials: [RowTrial],
        _ only: StoreSchema.Write?
    ) -> (source: String, parameters: [PostgreSQLParameter]) {
        let roles = content == .owners ? profile.ownerRoles : profile.keyRoles
        let tried = described.map { PostgreSQLTableTrial($0, trials, only: only, now: now) }
        let ends = content == .keys ? only : nil
        let parameters = tried?.parameters ?? TrialValues(trials, of: content, only: ends, now: now).parameters
        let written = columns.filter { !$0.isGenerated }.map { column in
            let own = tried.map { $0.expression(column) } ?? roles[column.name].map { TrialValues.expression($0) }
            let value = own ?? column.standard ?? "NULL"
            return "(\(value))::\(column.type) AS \(quoted(column: column.name))"
        }
        let generated = columns.filter(\.isGenerated).map { column in
            "(\(column.standard ?? "NULL"))::\(column.type) AS \(quoted(column: column.name))"
        }
        let table = name(of: content)
        let rows = """
            (SELECT u.write AS "keyturn write", u.place AS "keyturn place", \(written.joined(separator: ", "))
            FROM \(tried?.source ?? TrialValues.source)) AS \(table)
            """
        guard !generated.isEmpty else { return (rows, parameters) }
        return ("(SELECT \(table).*, \(generated.joined(separator: ", ")) FROM \(rows)) AS \(table)", parameters)
    }

    private func objections(
        _ result: PostgreSQLResult,
        _ conditions: [Condition],
        _ trials: [RowTrial]
    ) -> [StoreSchema.Objection] {
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
                let names = places.sorted().map { trials[$0].identity }
                found.append(
                    StoreSchema.Objection(
                        condition.name,
                        write,
                        names,
                        kind: condition.kind,
                        partition: condition.partition,
                        failure: condition.isPossible ? Self.undecided : nil
                    )
                )
            }
        }
        return found
    }

    // MARK: - Unique owners

    /// Whether an owner that is to be made meets another row in a unique index.
    private func compare(
        _ connection: PostgreSQLConnection,
        _ unique: PostgreSQLTrialCatalog.Unique,
        _ columns: [Column],
        _ trials: [RowTrial]
    ) throws(PostgreSQLFailure) -> [StoreSchema.Objection] {
        let made = made(.owners, columns, trials, nil)
        let table = name(of: .owners)
        let id = quoted(profile.owners.id)
        let parts = unique.parts.enumerated().map { "(\($1)) AS \"keyturn part \($0)\"" }.joined(separator: ", ")
        let alike = unique.parts.indices.map { "o.\"keyturn part \($0)\" = n.\"keyturn part \($0)\"" }
        let only = unique.predicate.map { " WHERE \($0)" } ?? ""
        let sql = """
            SELECT string_agg(DISTINCT n."keyturn place", ',')
            FROM (SELECT "keyturn place", \(id) AS "keyturn id", \(parts) FROM \(made.source)\(only)) n
            JOIN (SELECT \(id) AS "keyturn id", \(parts) FROM \(table)\(only)) o
                ON \(alike.joined(separator: " AND ")) AND o."keyturn id" <> n."keyturn id"
            WHERE NOT EXISTS (SELECT FROM \(table) x WHERE x.\(id) = n."keyturn id")
            """
        do throws(PostgreSQLFailure) {
            let places = try connection.read(sql, made.parameters).text(0, 0) ?? ""
            let names = places.split(separator: ",").compactMap { Int($0) }.sorted().map { trials[$0].identity }
            return names.isEmpty ? [] : [StoreSchema.Objection(unique.name, .insert, names, kind: .unique)]
        } catch {
            connection.rollBack()
            // Columns that the role may not read: it cannot be told.
            guard case .server(let report) = error, !report.isFatal else { throw error }
            return []
        }
    }
}
