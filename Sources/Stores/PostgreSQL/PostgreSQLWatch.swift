internal import CLibPQ
internal import Model

/// The two statements of ``KeyStore/watch(_:)`` for one table and what their rows mean.
///
/// The first asks the catalogue what the columns are and whether they may be read, so that whatever is wrong is reported with
/// its name; the second reads. The server digests the secrets: they do not leave it.
struct PostgreSQLWatch {
    private let watch: Watch
    private let table: Watch.Table

    init(_ watch: Watch, _ table: Watch.Table) {
        self.watch = watch
        self.table = table
    }

    func read(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> WatchObservation {
        let columns: [String: Column]
        switch try look(connection) {
        case .success(let found): columns = found
        case .failure(let defect): return WatchObservation(problems: [defect.problem])
        }
        let result = try connection.read(statement(columns), seesEveryRow: false)
        var observation = WatchObservation(credentials: decode(result, columns))
        if columns.values.contains(where: \.isFiltered) {
            observation.problems.append(
                WatchProblem(
                    watch,
                    table,
                    "row-level security hides some of its rows from the database user",
                    fix: "let the user of `database.url` see every row, by a policy or by BYPASSRLS"
                )
            )
        }
        return observation
    }

    /// The table's schema is closed to the role: only then the catalogue itself refuses to answer.
    func denied(_ failure: PostgreSQLFailure) -> WatchProblem {
        let schema = table.name.split(separator: ".").dropLast().first.map { quotedIfNeeded(String($0)) }
        let usage = schema.map { "GRANT USAGE ON SCHEMA \($0) TO the user of `database.url`, then " } ?? ""
        return WatchProblem(
            watch,
            table,
            "the database user is not allowed to read it",
            fix: usage + grant(table.allColumns)
        )
    }

    // MARK: - The catalogue

    private struct Column {
        /// The OID of its type, a domain's basic one.
        let type: Int64
        let isText: Bool
        let typeName: String
        let isReadable: Bool

        /// Whether the table's policies choose what rows the role sees.
        let isFiltered: Bool

        var isBytes: Bool { type == 17 }
        var isJSON: Bool { type == 114 || type == 3802 }
        var isDate: Bool { type == 1082 }
    }

    private struct Defect: Error {
        let problem: WatchProblem
    }

    private func look(
        _ connection: PostgreSQLConnection
    ) throws(PostgreSQLFailure) -> Result<[String: Column], Defect> {
        // The renewal's column is asked for, and not missed where it is not there.
        let names =
            table.allColumns + [table.renewalColumn].compactMap { table.allColumns.contains($0 ?? "") ? nil : $0 }
        let statement = """
            SELECT r.id IS NULL, b.oid::int8, b.typcategory::text, a.atttypid::regtype::text,
                has_column_privilege(r.id, a.attnum, 'SELECT'), row_security_active(r.id)
            FROM unnest($1::text[]) WITH ORDINALITY AS e(col, ord)
            CROSS JOIN (SELECT to_regclass(($2::text[])[1])::oid AS id) r
            LEFT JOIN pg_attribute a ON a.attrelid = r.id AND a.attname = e.col AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
            ORDER BY e.ord
            """
        let result = try connection.read(
            statement,
            [.texts(names), .texts([quoted(table.name)])],
            seesEveryRow: false
        )
        if result.rows > 0, isTrue(result, 0, 0) { return .failure(Defect(problem: .missingTable(watch, table))) }
        var columns: [String: Column] = [:]
        for (row, name) in zip(0..<result.rows, names) {
            guard let type = result.integer(row, 1, as: Int64.self) else { continue }
            columns[name] = Column(
                type: type,
                isText: result.text(row, 2) == "S",
                typeName: result.text(row, 3) ?? "unknown",
                isReadable: isTrue(result, row, 4),
                isFiltered: isTrue(result, row, 5)
            )
        }
        return defect(columns).map { .failure(Defect(problem: $0)) } ?? .success(columns)
    }

    private func defect(_ columns: [String: Column]) -> WatchProblem? {
        let missing = table.allColumns.filter { columns[$0] == nil }
        guard missing.isEmpty else { return .missingColumns(missing, watch, table) }
        let unreadable = table.allColumns.filter { columns[$0]?.isReadable == false }
        guard unreadable.isEmpty else {
            return WatchProblem(
                watch,
                table,
                "the database user is not allowed to read its column\(unreadable.count == 1 ? "" : "s") "
                    + unreadable.joined(separator: ", "),
                fix: grant(unreadable)
            )
        }
        for name in table.columns {
            guard let column = columns[name], !column.isText, !column.isBytes, !column.isJSON,
                column.type != PostgreSQLSchema.uuid
            else { continue }
            return unsuitable(name, column, "neither text nor bytes")
        }
        if let name = table.ageColumn, let column = columns[name], !column.isText, !column.isDate,
            !PostgreSQLSchema.timestamps.contains(column.type)
        {
            return unsuitable(name, column, "no date and time")
        }
        return nil
    }

    private func unsuitable(_ name: String, _ column: Column, _ lack: String) -> WatchProblem {
        WatchProblem(
            watch,
            table,
            "its column \(name) holds \(lack): its type is \(column.typeName)",
            fix: "name another column"
        )
    }

    private func grant(_ columns: [String]) -> String {
        let name = table.name.split(separator: ".").map { quotedIfNeeded(String($0)) }.joined(separator: ".")
        return "GRANT SELECT (\(columns.map(quotedIfNeeded).joined(separator: ", "))) ON \(name)"
            + " TO the user of `database.url`"
    }

    /// As a person would write it.
    private func quotedIfNeeded(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        return isPlain ? name : quoted(column: name)
    }

    // MARK: - The rows

    private func statement(_ columns: [String: Column]) -> String {
        let digests = table.columns.map { self.digests(of: $0, columns) }
        let labels = table.labels.map { "left(w.\(quoted(column: $0))::text, \(WatchedRows.longestLabel))" }
        let ages = [age(table.ageColumn, columns), age(renewal(columns), columns)]
        return """
            SELECT \((ages + digests + labels).joined(separator: ", "))
            FROM \(quoted(table.name)) w
            WHERE \(table.columns.map { isFilled($0, columns) }.joined(separator: " OR "))
            """
    }

    /// The digest of what a column holds, or those of what may be a credential in a JSON document, one after the other.
    private func digests(of name: String, _ columns: [String: Column]) -> String {
        let column = "w.\(quoted(column: name))"
        let isFilled = isFilled(name, columns)
        if columns[name]?.isBytes == true { return "CASE WHEN \(isFilled) THEN sha256(\(column)) END" }
        func digest(_ text: String) -> String { "sha256(convert_to(\(text), \(PostgreSQLSettings.encoding)))" }
        let strings = """
            (SELECT string_agg(\(digest("m[1]")), ''::bytea)
            FROM regexp_matches(\(column)::text, '\(JSONCredentials.pattern)', 'g') m)
            """
        if columns[name]?.isJSON == true { return strings }
        return """
            CASE WHEN \(isFilled) THEN
                CASE WHEN \(column)::text ~ '\(JSONCredentials.beginning)' THEN \(strings)
                ELSE \(digest("\(column)::text")) END
            END
            """
    }

    private func isFilled(_ name: String, _ columns: [String: Column]) -> String {
        "octet_length(w.\(quoted(column: name))\(columns[name]?.isBytes == true ? "" : "::text")) > 0"
    }

    /// Nil where there is no such column, it may not be read, or it holds no date: it is asked for on our own account.
    private func renewal(_ columns: [String: Column]) -> String? {
        guard let name = table.renewalColumn, let column = columns[name], column.isReadable,
            column.isText || column.isDate || PostgreSQLSchema.timestamps.contains(column.type)
        else { return nil }
        return name
    }

    private func age(_ name: String?, _ columns: [String: Column]) -> String {
        guard let name, let column = columns[name] else { return "NULL::timestamp" }
        let age = "w.\(quoted(column: name))"
        if column.isDate { return "\(age)::timestamp" }
        return column.isText ? "left(\(age)::text, 64)" : age
    }

    private func decode(_ result: PostgreSQLResult, _ columns: [String: Column]) -> [WatchedCredential] {
        var found = WatchedRows(watch, table)
        let areTexts = [table.ageColumn, renewal(columns)].map { $0.flatMap { columns[$0]?.isText } ?? false }
        let width = Int32(table.columns.count)
        let labels = (0..<Int32(table.labels.count)).map { 2 + width + $0 }
        func date(_ row: Int32, _ column: Int32) -> Instant? {
            // A text that is no date and time is none: the age is not known, which is reported.
            areTexts[Int(column)]
                ? result.text(row, column).flatMap(Instant.init(text:))
                : result.integer(row, column, as: Int64.self).flatMap(PostgreSQLTimestamp.instant)
        }
        for row in 0..<result.rows {
            found.append(
                labels: labels.map { result.text(row, $0) ?? WatchedRows.noLabel },
                since: [date(row, 0), date(row, 1)].compactMap(\.self).max(),
                fingerprints: (2..<2 + width).map { WatchedRows.fingerprints(result.bytes(row, $0).map(Array.init)) }
            )
        }
        return found.credentials
    }

    private func isTrue(_ result: PostgreSQLResult, _ row: Int32, _ column: Int32) -> Bool {
        result.bytes(row, column)?.first == 1
    }
}
