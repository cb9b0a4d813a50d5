internal import CLibPQ
internal import Model

/// The statements of ``KeyStore/issue(_:owners:at:)``, after `BEGIN` and before `COMMIT`.
///
/// Keys go by `COPY`, for speed and because its data is never a statement or a parameter: `log_statement`,
/// `log_min_duration_statement` and `log_parameter_max_length` cannot write it into the server's log. In binary, so
/// that the log's CONTEXT of an error quotes nothing either. What remains is the DETAIL of a violated constraint, which
/// quotes the row that was refused: a key that never came to life.
struct PostgreSQLIssue: PostgreSQLWork {
    private let insertOwners: (sql: String, parameters: [PostgreSQLParameter])?
    private let copyKeys: String
    private let rows: Secret?
    private let proof: PostgreSQLProof?
    private let end: PostgreSQLEnd

    /// Proves that no other live key is ended by the server itself.
    let bystanders: PostgreSQLBystanders

    /// - Throws: ``StoreError/other(message:)`` for a row that did not come from this store.
    init(
        profile: StoreProfile,
        keys: [NewKey],
        owners: [Owner],
        endings: [KeyEnd],
        now: Instant
    ) throws(StoreError) {
        insertOwners = owners.isEmpty ? nil : Self.owners(profile.owners, owners, now)
        let table = profile.keys
        let columns =
            [table.id, table.owner, table.key, table.name, table.isActive, table.expiresAt, table.createdAt]
            + [table.lastUsedAt, table.updatedAt].compactMap(\.self)
        copyKeys = "COPY \(quoted(table.table)) (\(quoted(columns))) FROM STDIN (FORMAT binary)"
        let ids = keys.map(\.fingerprint.rowID)
        rows = keys.isEmpty ? nil : Self.rows(table, keys, ids, now)
        proof = keys.isEmpty ? nil : PostgreSQLProof(table, keys, ids)
        end = try PostgreSQLEnd(profile: profile, endings: KeyEndings(ends: endings), now: now)
        // What is to be revoked may end at once: it is no bystander.
        bystanders = PostgreSQLBystanders(
            table,
            asked: ids + end.rows,
            now: now,
            failure: { .endsOlderKeys(message: $0) }
        )
    }

    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        if let insertOwners { try connection.pipeline([insertOwners]) }
        if let rows { try connection.copy(copyKeys, rows) }
        _ = try end.write(connection)
    }

    func prove(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        try proof?.check(connection)
        try end.prove(connection)
    }

    /// In the order of ids: each is looked for in the index and added to it, which is faster beside the one before.
    private static func owners(
        _ table: StoreProfile.Owners,
        _ owners: [Owner],
        _ now: Instant
    ) -> (String, [PostgreSQLParameter]) {
        let times = [table.createdAt, table.updatedAt].compactMap(\.self)
        let sql = """
            INSERT INTO \(quoted(table.table)) (\(quoted([table.id, table.email, table.name] + times)))
            SELECT o.id, o.email, o.name\(times.map { _ in ", ($4::timestamp[])[1]" }.joined())
            FROM unnest($1::uuid[], $2::text[], $3::text[]) AS o(id, email, name)
            ORDER BY o.id ON CONFLICT (\(quoted(table.id))) DO NOTHING
            """
        let parameters: [PostgreSQLParameter] = [
            .uuids(owners.map(\.id.uuid)),
            .texts(owners.map(\.email)), .texts(owners.map(\.name)),
            .timestamps([PostgreSQLTimestamp.wire(now)]),
        ]
        return (sql, times.isEmpty ? Array(parameters.prefix(3)) : parameters)
    }

    /// `COPY`'s binary format: signature, flags, header extension; per row a count of fields and each with its length.
    private static func rows(
        _ table: StoreProfile.Keys,
        _ keys: [NewKey],
        _ ids: [RowUUID],
        _ now: Instant
    ) -> Secret {
        let optional = [table.lastUsedAt, table.updatedAt].compactMap(\.self).count
        let size = keys.reduce(21) { $0 + 128 + $1.secret.count + $1.name.utf8.count }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        bytes.append(contentsOf: "PGCOPY\n".utf8)
        bytes.append(contentsOf: [0xff, 0x0d, 0x0a, 0x00])
        bytes.append(bigEndian: UInt64(0))
        for (key, id) in zip(keys, ids) {
            bytes.append(bigEndian: Int16(7 + optional))
            bytes.append(field: id)
            bytes.append(field: key.owner.uuid)
            bytes.append(bigEndian: Int32(key.secret.count))
            key.secret.withBytes { bytes.append(contentsOf: $0) }
            bytes.append(bigEndian: Int32(key.name.utf8.count))
            bytes.append(contentsOf: key.name.utf8)
            bytes.append(bigEndian: Int32(1))
            bytes.append(1)
            bytes.append(field: key.expiresAt)
            bytes.append(field: key.createdAt)
            if table.lastUsedAt != nil { bytes.append(field: nil) }
            if table.updatedAt != nil { bytes.append(field: now) }
        }
        bytes.append(bigEndian: Int16(-1))
        return Secret(bytes)
    }
}

extension [UInt8] {
    fileprivate mutating func append(field uuid: RowUUID) {
        append(bigEndian: Int32(16))
        append(bigEndian: uuid.high)
        append(bigEndian: uuid.low)
    }

    fileprivate mutating func append(field instant: Instant?) {
        guard let instant else { return append(bigEndian: Int32(-1)) }
        append(bigEndian: Int32(8))
        append(bigEndian: PostgreSQLTimestamp.wire(instant))
    }
}
