internal import CLibPQ
internal import Model

/// The statement of ``KeyStore/observe(owners:)`` and what its rows mean.
///
/// One `UNION ALL` of all kinds of rows, so that they are of one snapshot. Declared owners are named in the
/// reply by their place in the parameters: no id is parsed. Other owners' keys are digested by the server: their
/// secrets do not leave it.
struct PostgreSQLObserve {
    private let profile: StoreProfile
    private let owners: [Owner]

    init(profile: StoreProfile, owners: [Owner]) {
        self.profile = profile
        // Two identities may share an owner; its rows are wanted once.
        var seen = Set<OwnerID>(minimumCapacity: owners.count)
        self.owners = owners.filter { seen.insert($0.id).inserted }
    }

    private enum Kind: Int32 {
        case key = 0
        case otherKey = 1
        case ownerByID = 2
        case ownerByEmail = 3
        case identity = 4
    }

    /// What the server answered.
    struct Reply {
        let rows: PostgreSQLResult
        /// Nil where the catalog was not asked.
        let schema: StoreSchema?
    }

    /// What of the server is asked: some roles may not see all of it.
    struct Sight {
        let systemIdentifier: Bool
        let replication: Bool

        /// Everything first, then what remains where something was denied.
        static let all = [
            Sight(systemIdentifier: true, replication: true), Sight(systemIdentifier: false, replication: true),
            Sight(systemIdentifier: true, replication: false), Sight(systemIdentifier: false, replication: false),
        ]
    }

    /// Reads in a transaction of its own, in one round trip.
    func read(_ connection: PostgreSQLConnection, _ sight: Sight) throws(PostgreSQLFailure) -> Reply? {
        let results = try connection.pipeline([
            ("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", []),
            (PostgreSQLSettings.work(serverVersion: connection.serverVersion), []),
            query(systemIdentifier: sight.systemIdentifier),
            PostgreSQLCatalog(profile, asksReplication: sight.replication).query,
            ("COMMIT", []),
        ])
        guard results.count == 5 else { return nil }
        let catalog = PostgreSQLCatalog(profile, asksReplication: sight.replication)
        return Reply(rows: results[2], schema: catalog.decode(results[3]))
    }

    /// Reads in the transaction that is open.
    func readInTransaction(
        _ connection: PostgreSQLConnection,
        systemIdentifier: Bool
    ) throws(PostgreSQLFailure) -> Reply? {
        try connection.pipeline([query(systemIdentifier: systemIdentifier)]).first.map { Reply(rows: $0, schema: nil) }
    }

    private func query(systemIdentifier: Bool) -> (sql: String, parameters: [PostgreSQLParameter]) {
        let parameters: [PostgreSQLParameter] = [.uuids(owners.map(\.id.uuid)), .texts(owners.map(\.email))]
        return (statement(systemIdentifier: systemIdentifier), parameters)
    }

    /// The keys come first: their columns' types become the union's.
    ///
    /// The cluster's system identifier does not tell a clone made from a snapshot from its original, the time at which
    /// the server was started does; the two together, with the database's name, are the identity.
    private func statement(systemIdentifier: Bool) -> String {
        let key = profile.keys
        let owner = profile.owners
        let lastUsedAt = key.lastUsedAt.map { "k.\(quoted($0))" } ?? "NULL::timestamp"
        let system = systemIdentifier ? "(SELECT system_identifier::text FROM pg_control_system())" : "'unknown'"
        return """
            WITH declared AS MATERIALIZED (
                SELECT id, email, ord::int4 FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS d(id, email, ord))
            SELECT CASE WHEN d.ord IS NULL THEN \(Kind.otherKey.rawValue) ELSE \(Kind.key.rawValue) END, d.ord,
                k.\(quoted(key.id))::text, k.\(quoted(key.name))::text,
                CASE WHEN d.ord IS NOT NULL THEN k.\(quoted(key.key))::text END,
                CASE WHEN d.ord IS NULL THEN \(PostgreSQLDigest.marked("k.\(quoted(key.key))")) END,
                k.\(quoted(key.isActive)), k.\(quoted(key.expiresAt)), k.\(quoted(key.createdAt)), \(lastUsedAt),
                CASE WHEN d.ord IS NULL THEN k.\(quoted(key.owner))::text END,
                o.\(quoted(owner.email))::text, o.\(quoted(owner.name))::text,
                CASE WHEN d.ord IS NULL THEN
                    \(PostgreSQLDigest.sha256(profile.alsoAccepts.other(of: "k.\(quoted(key.key))::text"))) END
            FROM \(quoted(key.table)) k LEFT JOIN declared d ON d.id = k.\(quoted(key.owner))
            LEFT JOIN \(quoted(owner.table)) o ON d.ord IS NULL AND o.\(quoted(owner.id)) = k.\(quoted(key.owner))
            WHERE k.\(quoted(key.key)) IS NOT NULL
            UNION ALL
            SELECT \(Kind.ownerByID.rawValue), d.ord, NULL, o.\(quoted(owner.email))::text,
                o.\(quoted(owner.name))::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM \(quoted(owner.table)) o JOIN declared d ON d.id = o.\(quoted(owner.id))
            UNION ALL
            SELECT \(Kind.ownerByEmail.rawValue), NULL, o.\(quoted(owner.id))::text, o.\(quoted(owner.email))::text,
                o.\(quoted(owner.name))::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM \(quoted(owner.table)) o JOIN declared d ON d.email = o.\(quoted(owner.email))
            WHERE d.id IS DISTINCT FROM o.\(quoted(owner.id))
            UNION ALL
            SELECT \(Kind.ownerByEmail.rawValue), NULL, o.\(quoted(owner.id))::text, o.\(quoted(owner.email))::text,
                o.\(quoted(owner.name))::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM \(quoted(owner.table)) o JOIN declared d ON lower(d.email) = lower(o.\(quoted(owner.email))::text)
            WHERE \(ignoresCase) AND d.id IS DISTINCT FROM o.\(quoted(owner.id)) AND d.email <> o.\(quoted(owner.email))::text
            UNION ALL
            SELECT \(Kind.identity.rawValue), NULL,
                \(system) || ' database ' || current_database(),
                'started ' || (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
                NULL, NULL, NULL, clock_timestamp() AT TIME ZONE 'UTC', NULL, NULL,
                to_regclass(\(literal(quoted(key.table))))::oid::text,
                \(PostgreSQLSchema.ancestors(of: key.table)), NULL, NULL
            """
    }

    /// Whether e-mails that differ in their case are one (`citext`): decided once, and nothing is read where they are not.
    private var ignoresCase: String {
        let table = quoted(profile.owners.table).replacing("'", with: "''")
        let column = profile.owners.email.replacing("'", with: "''")
        return """
            (SELECT t.typname = 'citext' FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = to_regclass('\(table)') AND a.attname = '\(column)')
            """
    }

    /// - Throws: ``StoreError/unsuitableColumn(table:column:message:)`` where a column is not of a type that fits.
    func decode(_ reply: Reply?, over transport: Transport?) throws(StoreError) -> StoreObservation {
        guard let reply else { throw .other(message: "the server did not answer the statement") }
        let result = reply.rows
        try checkTypes(result)
        var identity: StoreIdentity?
        var time: StoreTime?
        var found: [Owner] = []
        var byEmail: [Owner] = []
        var unreadable: [UnreadableRow] = []
        var keys: [KeyRow] = []
        var others: [StoreObservation.OtherKey] = []
        found.reserveCapacity(owners.count)
        keys.reserveCapacity(Int(result.rows))
        for row in 0..<result.rows {
            switch result.integer(row, 0, as: Int32.self).flatMap(Kind.init) {
            case .key:
                if let key = try key(result, row) {
                    keys.append(key)
                } else {
                    unreadable.append(
                        .withoutID(
                            profile.keys.table,
                            profile.keys.id,
                            owner: try declared(result, row).id,
                            name: result.text(row, 3)
                        )
                    )
                }
            case .otherKey: others.append(try other(result, row))
            case .ownerByID:
                found.append(
                    Owner(
                        id: try declared(result, row).id,
                        email: result.text(row, 3) ?? "",
                        name: result.text(row, 4) ?? ""
                    )
                )
            case .ownerByEmail:
                guard let text = result.text(row, 2) else {
                    unreadable.append(
                        .withoutID(profile.owners.table, profile.owners.id, email: result.text(row, 3))
                    )
                    continue
                }
                guard let id = OwnerID(text) else {
                    unreadable.append(
                        UnreadableRow(
                            id: text,
                            table: profile.owners.table,
                            column: profile.owners.id,
                            reason: "it is not a UUID",
                            email: result.text(row, 3)
                        )
                    )
                    continue
                }
                byEmail.append(Owner(id: id, email: result.text(row, 3) ?? "", name: result.text(row, 4) ?? ""))
            case .identity:
                identity = result.text(row, 2).map {
                    StoreIdentity(
                        "PostgreSQL \($0)",
                        instance: result.text(row, 3) ?? "",
                        table: result.text(row, 10) ?? "",
                        ancestors: PostgreSQLSchema.ancestors(in: result.text(row, 11))
                    )
                }
                time = instant(result, row, 7).map(StoreTime.server)
            case nil: throw unexpected()
            }
        }
        guard let identity else { throw unexpected() }
        if !byEmail.isEmpty {
            var known = Set(found.map(\.id))
            found += byEmail.filter { known.insert($0.id).inserted }
        }
        return StoreObservation(
            identity: identity,
            owners: found,
            keys: keys,
            otherKeys: others,
            unreadable: unreadable,
            transport: transport,
            schema: reply.schema,
            time: time
        )
    }

    /// Nil where the row has no id: nothing can be done to it by name.
    private func key(_ result: PostgreSQLResult, _ row: Int32) throws(StoreError) -> KeyRow? {
        guard let secret = result.bytes(row, 4) else { throw unexpected() }
        guard let id = result.text(row, 2) else { return nil }
        return KeyRow(
            id: id,
            owner: try declared(result, row).id,
            name: result.text(row, 3),
            plaintext: Secret(secret),
            isActive: result.bytes(row, 6).map { $0.first == 1 },
            expiresAt: instant(result, row, 7),
            createdAt: instant(result, row, 8),
            lastUsedAt: instant(result, row, 9),
            spellings: profile.alsoAccepts
        )
    }

    private func other(_ result: PostgreSQLResult, _ row: Int32) throws(StoreError) -> StoreObservation.OtherKey {
        guard let digest = result.bytes(row, 5),
            let fingerprint = Fingerprint(marked: digest, row: result.text(row, 2) ?? "")
        else {
            throw unexpected()
        }
        return StoreObservation.OtherKey(
            fingerprint: fingerprint,
            otherSpelling: result.bytes(row, 13).flatMap { Fingerprint(digest: $0) },
            isActive: result.bytes(row, 6)?.first == 1,
            expiresAt: instant(result, row, 7),
            id: result.text(row, 2) ?? "",
            owner: result.text(row, 10) ?? "",
            ownerEmail: result.text(row, 11),
            ownerName: result.text(row, 12),
            name: result.text(row, 3),
            createdAt: instant(result, row, 8),
            lastUsedAt: instant(result, row, 9)
        )
    }

    private func declared(_ result: PostgreSQLResult, _ row: Int32) throws(StoreError) -> Owner {
        guard let place = result.integer(row, 1, as: Int32.self), owners.indices.contains(Int(place) - 1) else {
            throw unexpected()
        }
        return owners[Int(place) - 1]
    }

    private func instant(_ result: PostgreSQLResult, _ row: Int32, _ column: Int32) -> Instant? {
        result.integer(row, column, as: Int64.self).flatMap(PostgreSQLTimestamp.instant)
    }

    private func checkTypes(_ result: PostgreSQLResult) throws(StoreError) {
        let keys = profile.keys
        let columns: [(Int32, String?, Set<Int64>)] = [
            (6, keys.isActive, [PostgreSQLSchema.boolean]), (7, keys.expiresAt, PostgreSQLSchema.timestamps),
            (8, keys.createdAt, PostgreSQLSchema.timestamps), (9, keys.lastUsedAt, PostgreSQLSchema.timestamps),
        ]
        for (column, name, types) in columns where !types.contains(Int64(result.type(column))) {
            throw .unsuitableColumn(
                table: keys.table,
                column: name ?? "",
                message: "it is neither a timestamp nor, where it should, boolean"
            )
        }
    }

    private func unexpected() -> StoreError { .other(message: "the server's answer is not what the statement asked") }
}
