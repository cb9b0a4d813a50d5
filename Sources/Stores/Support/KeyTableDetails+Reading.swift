internal import CLibPQ
package import Model

extension KeyTableDetails {
    /// Reads what the rows of a described table hold besides their keys; nil for a table with PM MCP Server's roles, whose
    /// rows an observation tells whole.
    ///
    /// - Throws: ``StoreError``.
    package static func read(
        _ url: DatabaseURL,
        of profile: Profile,
        options: StoreOptions = StoreOptions()
    ) throws(StoreError) -> KeyTableDetails? {
        guard case .success(let served) = StoreProfile.serving(profile), let table = served.described
        else { return nil }
        return switch url {
        case .postgresql(let address): try postgreSQL(address, table, options)
        case .sqlite(let path): try sqlite(path, table, served)
        }
    }

    private static func postgreSQL(
        _ address: Secret,
        _ described: KeyTable,
        _ options: StoreOptions
    ) throws(StoreError) -> KeyTableDetails {
        let connection = try PostgreSQLConnect.open(address, applicationName: "keyturn", silence: options.silence)
        do throws(PostgreSQLFailure) {
            let columns = try connection.read([PostgreSQLColumns.query(described)]).first.map(PostgreSQLColumns.init)
            guard let columns else { return KeyTableDetails() }
            let table = PostgreSQLTable(table: described, columns: columns)
            var statements: [(sql: String, parameters: [PostgreSQLParameter])] = [
                ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", []),
                (PostgreSQLSettings.work(serverVersion: connection.serverVersion), []), (table.rowValues, []),
            ]
            let owners = table.ownerRows
            if let owners { statements.append((owners, [])) }
            let results = try connection.pipeline(statements + [("COMMIT", [])])
            return KeyTableDetails(
                described.profile,
                rows: results.count > 2 ? results[2] : nil,
                owners: owners != nil && results.count > 3 ? results[3] : nil
            )
        } catch {
            throw PostgreSQLErrors.error(error)
        }
    }

    private init(_ profile: Profile, rows: PostgreSQLResult?, owners: PostgreSQLResult?) {
        self.init()
        let columns = profile.perIdentity
        if let rows {
            for row in 0..<rows.rows {
                guard let handle = rows.text(row, 0) else { continue }
                values[handle] = columns.enumerated().map { place, column in
                    let value = ProfileValue(
                        text: rows.text(row, Int32(1 + place * 2)),
                        kind: rows.text(row, Int32(2 + place * 2)),
                        isCompared: column.demand == .identifies
                    )
                    return ColumnValue(column: column.column, value: value)
                }
            }
        }
        guard let owners else { return }
        var found: [String: OwnerRow] = [:]
        for row in 0..<owners.rows {
            guard let id = owners.text(row, 0) else { continue }
            found[id] = OwnerRow(
                email: owners.text(row, 1),
                name: owners.text(row, 2),
                isActive: owners.bytes(row, 3)?.first == 1
            )
        }
        self.owners = found
    }

    private static func sqlite(
        _ path: String,
        _ described: KeyTable,
        _ served: StoreProfile
    ) throws(StoreError) -> KeyTableDetails {
        let connection = try SQLiteConnection(path: path, profile: served)
        defer { connection.close() }
        let table = SQLiteTable(table: described)
        var details = KeyTableDetails()
        let columns = described.profile.perIdentity
        try connection.run(served) { database in
            try database.forEach(table.rowValues) { row in
                guard let handle = row.text(0) else { return }
                details.values[handle] = columns.enumerated().map { place, column in
                    let value = ProfileValue(
                        text: row.text(1 + place * 2),
                        kind: row.text(2 + place * 2),
                        isCompared: column.demand == .identifies
                    )
                    return ColumnValue(column: column.column, value: value)
                }
            }
            guard let statement = table.ownerRows else { return }
            var found: [String: OwnerRow] = [:]
            try database.forEach(statement) { row in
                found[SQLiteValue.owner(row[0])] = OwnerRow(
                    email: row.text(1),
                    name: row.text(2),
                    isActive: row[3].integer == 1
                )
            }
            details.owners = found
        }
        return details
    }
}

extension ProfileValue {
    /// What a column holds as an identity would say it: `kind` is what JSON makes of it.
    ///
    /// What rows are found by is a text unless that reads the same as a number.
    fileprivate init(text: String?, kind: String?, isCompared: Bool) {
        guard let text else {
            self = .null
            return
        }
        self =
            switch kind {
            case "number" where Int64(text).map(String.init) == text || !isCompared && Double(text) != nil:
                .number(text)
            case "boolean" where text == "true" || text == "false": .bool(text == "true")
            case "array", "object": isCompared ? .text(text) : .json(text)
            default: .text(text)
            }
    }
}

extension PostgreSQLTable {
    /// The handle of each row, then of each `perIdentity` column its text and what JSON makes of it.
    fileprivate var rowValues: String {
        let values = profile.perIdentity.map { column in
            let name = Self.column(column.column)
            let kind = "jsonb_typeof(to_jsonb(\(name)))"
            let text =
                column.demand == .identifies
                ? "\(name)::text"
                : "CASE WHEN \(kind) IN ('array', 'object') THEN to_jsonb(\(name))::text ELSE \(name)::text END"
            return ", \(text), \(kind)"
        }
        return "SELECT \(handle)\(values.joined()) FROM \(name) k WHERE \(isOurs)"
    }

    /// Each owner of a row: the id as rows write it, e-mail, name, whether it is active; nil without such a table.
    fileprivate var ownerRows: String? {
        guard let owner = profile.owner, let reference = owner.references else { return nil }
        let id = "o.\(quoted(column: reference.column))::text"
        let names = owner.creates.map { "o.\(quoted(column: $0.email))::text, o.\(quoted(column: $0.name))::text" }
        return """
            SELECT \(id), \(names ?? "NULL::text, NULL::text"), \(owner.active.map(Self.isActive) ?? "TRUE")
            FROM \(quoted(reference.table.text)) o
            WHERE \(id) IN (SELECT \(self.owner) FROM \(name) k WHERE \(isOurs))
            """
    }
}

extension SQLiteTable {
    /// As ``PostgreSQLTable/rowValues``.
    fileprivate var rowValues: String {
        let values = profile.perIdentity.map { column in
            let name = quoted(column: column.column)
            // Only a text in brackets is taken for JSON: every number is one, too.
            let isList = "typeof(\(name)) = 'text' AND substr(\(name), 1, 1) IN ('[', '{') AND json_valid(\(name))"
            let kind = "CASE typeof(\(name)) WHEN 'integer' THEN 'number' WHEN 'real' THEN 'number' END"
            return ", CAST(\(name) AS TEXT), iif(\(isList), iif(json_valid(\(name)), json_type(\(name)), ''), \(kind))"
        }
        return "SELECT \(handle)\(values.joined()) FROM \(name) WHERE \(isOurs)"
    }

    /// As ``PostgreSQLTable/ownerRows``.
    fileprivate var ownerRows: String? {
        guard let owner = profile.owner, let reference = owner.references else { return nil }
        let column = quoted(column: reference.column)
        let isUUID = owner.kind == .uuid
        let key = isUUID ? SQLiteValue.hex(column) : "CAST(\(column) AS TEXT)"
        let own = quoted(column: owner.column)
        let rowKey = isUUID ? SQLiteValue.hex(own) : "CAST(\(own) AS TEXT)"
        let names = owner.creates.map { "\(quoted(column: $0.email)), \(quoted(column: $0.name))" } ?? "NULL, NULL"
        return """
            SELECT \(column), \(names), \(owner.active.map(Self.isActive) ?? "1") FROM \(quoted(reference.table.text))
            WHERE \(key) IN (SELECT \(rowKey) FROM \(name) WHERE \(isOurs))
            """
    }
}
