internal import Model

/// The statements of ``KeyStore/issue(_:owners:ending:at:expecting:)`` over a described table, after `BEGIN` and before
/// `COMMIT`.
///
/// Keys go by `COPY` in binary, as everywhere: no key is a statement, a parameter or part of a message. Rows that leave
/// different columns to their defaults go by a `COPY` each.
struct PostgreSQLTableIssue: PostgreSQLWork {
    private let owners: (sql: String, parameters: [PostgreSQLParameter])?
    private let copies: [(sql: String, rows: Secret)]
    private let proof: (sql: String, parameters: [PostgreSQLParameter])?
    private let count: Int
    private let end: PostgreSQLTableEnd

    /// Proves that no other live key is ended by the server itself.
    let bystanders: PostgreSQLTableBystanders

    /// `rows` are the values of the keys' rows.
    ///
    /// - Throws: ``StoreError/unsuitableColumn(table:column:message:)`` for a value that a column does not take.
    init(
        _ table: PostgreSQLTable,
        row: NewRow,
        rows: [[RowValue?]],
        keys: [NewKey],
        owners: [Owner],
        endings: [KeyEnd],
        encoded: PostgreSQLEncodings,
        now: Instant
    ) throws(StoreError) {
        self.owners = Self.owners(table, owners, now)
        copies = try Self.copies(table, row.columns, rows, encoded)
        proof = keys.isEmpty ? nil : Self.proof(table, row, keys)
        count = keys.count
        end = PostgreSQLTableEnd(table, KeyEndings(ends: endings), now: now)
        bystanders = PostgreSQLTableBystanders(
            table,
            asked: endings.map(\.row),
            proofs: keys.map { table.proof(of: $0, in: row) },
            now: now,
            failure: { .endsOlderKeys(message: $0) }
        )
    }

    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        if let owners { try connection.pipeline([owners]) }
        for copy in copies { try connection.copy(copy.sql, copy.rows) }
        _ = try end.write(connection)
    }

    func prove(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        if let proof {
            let intact = try connection.pipeline([proof]).first?.integer(0, 0, as: Int64.self) ?? 0
            guard intact == Int64(count) else {
                throw .altered(message: AlteredRows.keys(count - Int(intact), of: count))
            }
        }
        try end.prove(connection)
    }

    /// Nil where there are none, or none are made.
    private static func owners(
        _ table: PostgreSQLTable,
        _ owners: [Owner],
        _ now: Instant
    ) -> (String, [PostgreSQLParameter])? {
        guard !owners.isEmpty, let column = table.profile.owner, let reference = column.references,
            let creates = column.creates
        else { return nil }
        let times = [creates.created, creates.updated].compactMap(\.self)
        let names = ([reference.column, creates.email, creates.name] + times).map { quoted(column: $0) }
        let isUUID = column.kind == .uuid
        let sql = """
            INSERT INTO \(quoted(reference.table.text)) (\(names.joined(separator: ", ")))
            SELECT o.id, o.email, o.name\(times.map { _ in ", ($4::timestamp[])[1]" }.joined())
            FROM unnest($1::\(isUUID ? "uuid" : "text")[], $2::text[], $3::text[]) AS o(id, email, name)
            ON CONFLICT (\(quoted(column: reference.column))) DO NOTHING
            """
        let parameters: [PostgreSQLParameter] = [
            isUUID
                ? .uuids(owners.map { $0.id.described.flatMap { RowUUID($0.id) } ?? $0.id.uuid })
                : .texts(owners.map { $0.id.columnText }),
            .texts(owners.map(\.email)), .texts(owners.map(\.name)),
            .timestamps([PostgreSQLTimestamp.wire(now)]),
        ]
        return (sql, times.isEmpty ? Array(parameters.prefix(3)) : parameters)
    }

    private static func copies(
        _ table: PostgreSQLTable,
        _ columns: [String],
        _ rows: [[RowValue?]],
        _ encoded: PostgreSQLEncodings
    ) throws(StoreError) -> [(String, Secret)] {
        var groups: [[Bool]: [[RowValue]]] = [:]
        for values in rows {
            groups[values.map { $0 != nil }, default: []].append(values.compactMap(\.self))
        }
        return try groups.map { (group) throws(StoreError) -> (String, Secret) in
            let names = zip(columns, group.key).filter(\.1).map(\.0)
            var written: [(name: String, column: PostgreSQLColumns.Column)] = []
            for name in names {
                guard let column = table.columns[name] else {
                    throw .missingColumn(table: table.profile.table.text, column: name)
                }
                written.append((name, column))
            }
            let sql = """
                COPY \(table.name) (\(names.map { quoted(column: $0) }.joined(separator: ", "))) FROM STDIN (FORMAT binary)
                """
            return (sql, try data(table, written, group.value, encoded))
        }
    }

    /// `COPY`'s binary format: signature, flags, header extension; per row a count of fields and each with its length.
    private static func data(
        _ table: PostgreSQLTable,
        _ columns: [(name: String, column: PostgreSQLColumns.Column)],
        _ rows: [[RowValue]],
        _ encoded: PostgreSQLEncodings
    ) throws(StoreError) -> Secret {
        var bytes: [UInt8] = []
        // Grown at once: what a larger array is copied from is not overwritten.
        bytes.reserveCapacity(64 + rows.count * columns.count * 160)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        bytes.append(contentsOf: "PGCOPY\n".utf8)
        bytes.append(contentsOf: [0xff, 0x0d, 0x0a, 0x00])
        bytes.append(bigEndian: UInt64(0))
        for row in rows {
            bytes.append(bigEndian: Int16(columns.count))
            for (value, column) in zip(row, columns) {
                do throws(PostgreSQLField.Misfit) {
                    try PostgreSQLField.append(
                        cut(value, table),
                        to: &bytes,
                        as: column.column,
                        column.name,
                        encoded: encoded
                    )
                } catch {
                    throw .unsuitableColumn(
                        table: table.profile.table.text,
                        column: error.column,
                        message: error.reason
                    )
                }
            }
        }
        bytes.append(bigEndian: Int16(-1))
        return Secret(bytes)
    }

    /// Moments in whole units of their columns, so that none is rounded: ends up, others down.
    private static func cut(_ value: RowValue, _ table: PostgreSQLTable) -> RowValue {
        guard case .moment(let instant, let column) = value else { return value }
        let unit = table.unit(column)
        return .moment(
            column.column == table.profile.expires?.column ? instant.raised(to: unit) : instant.cut(to: unit),
            column
        )
    }

    /// A second either way, because a column may hold whole seconds.
    private static func proof(
        _ table: PostgreSQLTable,
        _ row: NewRow,
        _ keys: [NewKey]
    ) -> (String, [PostgreSQLParameter]) {
        var conditions = [table.isActive]
        if let owner = table.profile.owner {
            let text = PostgreSQLTable.column(owner.column) + "::text"
            conditions.append("\(owner.kind == .uuid ? "lower(\(text))" : text) = w.owner")
        }
        if table.profile.nameColumn != nil { conditions.append("\(table.label) = w.name") }
        if table.profile.publicID != nil { conditions.append("\(table.publicID) = w.public") }
        if table.profile.expires != nil {
            conditions.append(
                "coalesce(abs(\(table.end) - nullif(w.ends, '')::float8) <= 1, \(table.end) IS NULL AND w.ends = '')"
            )
        }
        let sql = """
            SELECT count(*) FILTER (WHERE \(conditions.joined(separator: " AND ")))
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                AS w(proof, owner, name, ends, public)
            JOIN \(table.name) k ON \(table.proof) = w.proof
            """
        return (
            sql,
            [
                .texts(keys.map { table.proof(of: $0, in: row) }), .texts(keys.map { $0.owner.columnText }),
                .texts(keys.map(row.name)),
                .texts(
                    keys.map { key in
                        let end = key.expiresAt.flatMap { end in
                            table.profile.expires.map { $0.kept(end, as: $0.postgreSQL) }
                        }
                        return end.map(Self.seconds) ?? ""
                    }
                ),
                .texts(keys.map { $0.publicID ?? "" }),
            ]
        )
    }

    /// Since 1970, with a fraction.
    static func seconds(_ instant: Instant) -> String { String(Double(instant.microseconds) / 1_000_000) }
}
