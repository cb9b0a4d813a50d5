internal import CLibPQ
package import Model

extension TableDescription {
    /// What a database says of one table; writes nothing.
    ///
    /// - Parameters:
    ///   - name: the table.
    ///   - url: the database.
    ///   - options: how long the database is waited for.
    /// - Returns: nil where there is no such table.
    /// - Throws: ``StoreError``.
    package static func read(
        _ name: TableName,
        in url: DatabaseURL,
        options: StoreOptions = StoreOptions()
    ) throws(StoreError) -> TableDescription? {
        switch url {
        case .postgresql(let address): try postgreSQL(name, address, options)
        case .sqlite(let path): try sqlite(name, path)
        }
    }

    /// So many rows tell what values look like.
    private static let rows = 100

    // MARK: - PostgreSQL

    private static func postgreSQL(
        _ name: TableName,
        _ address: Secret,
        _ options: StoreOptions
    ) throws(StoreError) -> TableDescription? {
        let connection = try PostgreSQLConnect.open(address, applicationName: "keyturn", silence: options.silence)
        do throws(PostgreSQLFailure) {
            var table = TableDescription(name)
            let asked = [PostgreSQLParameter.texts([identifier(of: name)])]
            let found = try connection.read(statement, asked)
            for row in 0..<found.rows { table.columns.append(column(found, row)) }
            guard !table.columns.isEmpty else { return nil }
            let telling = table.columns.indices.filter { isTelling(table.columns[$0]) }
            guard !telling.isEmpty else { return table }
            let list = telling.map { index in
                let column = table.columns[index]
                let name = quoted(column: column.name)
                // Of bytes the number alone is of interest.
                return column.kind == .bytes ? "repeat('0', octet_length(\(name)) * 2)" : "\(name)::text"
            }.joined(separator: ", ")
            // A role that may not read the table is shown its columns all the same.
            guard
                let result = try? connection.read(
                    "SELECT \(list) FROM \(identifier(of: name)) LIMIT \(rows)",
                    seesEveryRow: false
                )
            else { return table }
            for (place, index) in telling.enumerated() {
                let values = (0..<result.rows).compactMap { row in result.bytes(row, Int32(place)).map { Secret($0) } }
                table.columns[index].shape = ColumnShape(of: values)
            }
            return table
        } catch {
            throw PostgreSQLErrors.error(error)
        }
    }

    private static func identifier(of name: TableName) -> String {
        (name.schema.map { "\(quoted(column: $0))." } ?? "") + quoted(column: name.name)
    }

    private static func column(_ result: PostgreSQLResult, _ row: Int32) -> Column {
        let type = result.text(row, 1) ?? "unknown"
        let flags = result.text(row, 3) ?? ""
        var column = Column(result.text(row, 0) ?? "", type: type, kind: kind(ofPostgreSQL: type, flags))
        column.length = result.text(row, 2).flatMap { Int($0) }
        column.isNullable = flags.contains("n")
        column.hasDefault = flags.contains("d")
        column.isGenerated = flags.contains("g")
        column.isPrimaryKey = flags.contains("p")
        column.isUnique = flags.contains("p") || flags.contains("u")
        column.uniqueWith = (result.text(row, 6) ?? "").split(separator: "\u{1E}").map { index in
            index.split(separator: "\u{1F}").map(String.init)
        }
        if let table = result.text(row, 4), let referenced = result.text(row, 5) {
            column.references = Reference(table: table, column: referenced)
        }
        return column
    }

    private static func kind(ofPostgreSQL type: String, _ flags: String) -> Kind {
        if type.hasSuffix("[]") { return .list }
        switch type {
        case "uuid": return .uuid
        case "bytea": return .bytes
        case "boolean": return .boolean
        case "smallint", "integer", "bigint": return .integer
        case "json", "jsonb": return .json
        case "real", "double precision": return .number
        default: break
        }
        if type.hasPrefix("timestamp") { return type.hasSuffix("with time zone") ? .timestamptz : .timestamp }
        if type.hasPrefix("numeric") { return .number }
        return flags.contains("s") ? .text : .other
    }

    /// Columns in their order; letters as in ``PostgreSQLCatalog``, and `p` and `u` for keys of one column.
    private static let statement = """
        SELECT a.attname::text, format_type(y.oid, a.atttypmod),
            CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4
                THEN (a.atttypmod - 4)::text END,
            CASE WHEN a.attnotnull THEN '' ELSE 'n' END
                || CASE WHEN a.atthasdef OR a.attidentity <> '' THEN 'd' ELSE '' END
                || CASE WHEN a.attgenerated <> '' THEN 'g' ELSE '' END
                || CASE WHEN y.typcategory = 'S' THEN 's' ELSE '' END
                || coalesce((SELECT string_agg(CASE WHEN i.indisprimary THEN 'p' ELSE 'u' END, '') FROM pg_index i
                    WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum
                        AND i.indpred IS NULL), ''),
            CASE WHEN pg_table_is_visible(f.confrelid) THEN c.relname::text
                ELSE n.nspname::text || '.' || c.relname::text END,
            (SELECT r.attname::text FROM pg_attribute r WHERE r.attrelid = f.confrelid AND r.attnum = f.confkey[1]),
            (SELECT string_agg((SELECT string_agg(b.attname::text, chr(31)) FROM pg_attribute b
                    WHERE b.attrelid = i.indrelid AND b.attnum = ANY (i.indkey) AND b.attnum <> a.attnum), chr(30))
                FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indnkeyatts > 1
                    AND a.attnum = ANY (i.indkey) AND NOT 0 = ANY (i.indkey) AND i.indpred IS NULL)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            JOIN pg_type y ON y.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
            LEFT JOIN LATERAL (SELECT * FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'f'
                AND k.conkey = ARRAY[a.attnum] ORDER BY k.conname LIMIT 1) f ON true
            LEFT JOIN pg_class c ON c.oid = f.confrelid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attrelid = to_regclass(($1::text[])[1]) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """

    // MARK: - SQLite

    private static func sqlite(
        _ name: TableName,
        _ path: String
    ) throws(StoreError) -> TableDescription? {
        let connection = try SQLiteConnection(path: path, profile: .pmMCPServer)
        defer { connection.close() }
        return try connection.run(.pmMCPServer) { database in
            var table = TableDescription(name)
            let references = try references(database, name.name)
            let unique = Set(try database.texts(uniqueColumns, [name.name]))
            var together: [String: [String]] = [:]
            for (index, column) in try database.map(
                columnsOfUniques,
                [name.name],
                { ($0.text(0) ?? "", $0.text(1) ?? "") }
            ) {
                together[index, default: []].append(column)
            }
            let sql = "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid"
            table.columns = try database.map(sql, [name.name]) { row in
                let type = row.text(1) ?? ""
                var column = Column(row.text(0) ?? "", type: type, kind: kind(ofSQLite: type))
                let isKey = (row[4].integer ?? 0) > 0
                column.length = length(type)
                column.isNullable = (row[2].integer ?? 0) == 0 && !isKey
                column.hasDefault = !row[3].isNull || isKey && type.uppercased() == "INTEGER"
                column.isGenerated = (row[5].integer ?? 0) >= 2
                column.isPrimaryKey = isKey
                column.isUnique = unique.contains(column.name)
                column.uniqueWith = together.values.filter { $0.count > 1 && $0.contains(column.name) }.map { index in
                    index.filter { $0 != column.name }
                }
                column.references = references[column.name.lowercased()]
                return column
            }
            if table.columns.count(where: \.isPrimaryKey) > 1 {
                for index in table.columns.indices { table.columns[index].isPrimaryKey = false }
            }
            for index in table.columns.indices where isTelling(table.columns[index]) {
                let column = quoted(column: table.columns[index].name)
                let values = try database.map(
                    "SELECT \(column) FROM \(quoted(column: name.name)) WHERE \(column) IS NOT NULL LIMIT \(rows)"
                ) { row in
                    if case .blob(let bytes) = row[0] {
                        return Secret([UInt8](repeating: 0x30, count: bytes.count * 2))
                    }
                    return Secret(text: row.text(0) ?? "")
                }
                table.columns[index].shape = ColumnShape(of: values)
            }
            return table.columns.isEmpty ? nil : table
        }
    }

    private static let uniqueColumns = """
        SELECT max(x.name) FROM pragma_index_list(?) l JOIN pragma_index_xinfo(l.name) x
        WHERE l."unique" AND NOT l.partial AND x.key GROUP BY l.name HAVING count(*) = 1
        """

    private static let columnsOfUniques = """
        SELECT l.name, x.name FROM pragma_index_list(?) l JOIN pragma_index_xinfo(l.name) x
        WHERE l."unique" AND NOT l.partial AND x.key ORDER BY l.name, x.seqno
        """

    private static func references(_ database: SQLiteDatabase, _ table: String) throws -> [String: Reference] {
        let sql = "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?) WHERE seq = 0 ORDER BY id"
        var found: [String: Reference] = [:]
        for (column, other, named) in try database.map(
            sql,
            [table],
            { ($0.text(0) ?? "", $0.text(1) ?? "", $0.text(2)) }
        ) {
            let key = try named ?? database.text("SELECT name FROM pragma_table_info(?) WHERE pk = 1", [other])
            guard let key else { continue }
            found[column.lowercased()] = Reference(table: other, column: key)
        }
        return found
    }

    /// By the words that SQLite's own rules for types look for, and those that applications use.
    private static func kind(ofSQLite type: String) -> Kind {
        let type = type.uppercased()
        if type.contains("BOOL") { return .boolean }
        if type.contains("INT") { return .integer }
        if type.contains("TIME") || type == "DATE" { return .timestamp }
        if type.contains("UUID") || type.contains("GUID") { return .uuid }
        if type.contains("JSON") { return .json }
        if type.contains("BLOB") { return .bytes }
        if type.contains("CHAR") || type.contains("TEXT") || type.contains("CLOB") || type.isEmpty { return .text }
        return type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB") || type.contains("NUM")
            || type.contains("DEC") ? .number : .other
    }

    /// The number in `VARCHAR(64)`.
    private static func length(_ type: String) -> Int? {
        guard let open = type.firstIndex(of: "("), let close = type.lastIndex(of: ")"), open < close,
            type.uppercased().contains("CHAR")
        else { return nil }
        return Int(type[type.index(after: open)..<close])
    }
}
