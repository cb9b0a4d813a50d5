internal import CLibPQ
internal import Model

/// The statement of ``KeyStore/observe(owners:)`` and what its rows mean.
///
/// One `UNION ALL` of all kinds of rows, so that they are of one snapshot. Of the declared owners' rows only those are
/// sent that differ from what is declared: most do not. Other owners' keys are digested by the server: their secrets do
/// not leave it.
struct PostgreSQLObserve {
    private let profile: StoreProfile

    /// Each once: two identities may share an owner.
    private let owners: [Owner]

    init(profile: StoreProfile, owners: [Owner]) {
        self.profile = profile
        var seen = Set<OwnerID>(minimumCapacity: owners.count)
        self.owners = owners.filter { seen.insert($0.id).inserted }
    }

    private enum Kind: Int32 {
        case key = 0
        case otherKey = 1
        case ownerByID = 2
        case ownerByEmail = 3
        case identity = 4
        case missingOwner = 5
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
            query(connection, systemIdentifier: sight.systemIdentifier),
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
        try connection.pipeline([query(connection, systemIdentifier: systemIdentifier)]).first.map {
            Reply(rows: $0, schema: nil)
        }
    }

    private func query(
        _ connection: PostgreSQLConnection,
        systemIdentifier: Bool
    ) -> (sql: String, parameters: [PostgreSQLParameter]) {
        // A name that the database's encoding cannot hold would be refused on its way.
        let comparesNames = connection.isInUTF8
        return (
            statement(systemIdentifier: systemIdentifier, comparesNames: comparesNames),
            [
                .uuids(owners.map(\.id.uuid)), .texts(owners.map(\.email)),
                .texts(comparesNames ? owners.map(\.name) : []),
            ]
        )
    }

    /// The keys come first: their columns' types become the union's.
    ///
    /// Owners' ids come as text: where the database casts one into the other, a column of text may stand for a UUID.
    ///
    /// `= ANY` looks into a table that the server makes once (PostgreSQL 14); a join would copy and hash the rows of both
    /// sides, for three times as long. `OFFSET 0` hides it from the planner, which would ask the statistics of each id.
    ///
    /// The cluster's system identifier does not tell a clone made from a snapshot from its original, the time at which
    /// the server was started does; the two together, with the database's name, are the identity.
    private func statement(systemIdentifier: Bool, comparesNames: Bool) -> String {
        let keys = profile.keys
        let owners = profile.owners
        func key(_ column: String) -> String { "k.\(quoted(column))" }
        func owner(_ column: String) -> String { "o.\(quoted(column))" }
        let lastUsedAt = keys.lastUsedAt.map(key) ?? "NULL::timestamp"
        let system = systemIdentifier ? "(SELECT system_identifier::text FROM pg_control_system())" : "'unknown'"
        let (email, name) = ("\(owner(owners.email))::text", "\(owner(owners.name))::text")
        let differs =
            comparesNames
            ? """
            \(owner(owners.id)) IS NULL OR \(email) COLLATE "C" IS DISTINCT FROM d.email
                OR \(name) COLLATE "C" IS DISTINCT FROM d.name
            """ : "true"
        return """
            WITH declared AS MATERIALIZED (
                SELECT id, email, name FROM unnest($1::uuid[], $2::text[], $3::text[]) AS d(id, email, name))
            SELECT CASE WHEN d.ours THEN \(Kind.key.rawValue) ELSE \(Kind.otherKey.rawValue) END,
                \(key(keys.owner))::text,
                \(key(keys.id))::text, \(key(keys.name))::text,
                CASE WHEN d.ours THEN \(key(keys.key))::text END,
                CASE WHEN d.ours THEN NULL ELSE \(PostgreSQLDigest.marked(key(keys.key))) END,
                \(key(keys.isActive)), \(key(keys.expiresAt)), \(key(keys.createdAt)), \(lastUsedAt),
                CASE WHEN d.ours THEN NULL ELSE
                    \(PostgreSQLDigest.sha256(profile.alsoAccepts.other(of: "\(key(keys.key))::text"))) END,
                \(email), \(name)
            FROM \(quoted(keys.table)) k
                CROSS JOIN LATERAL (SELECT \(key(keys.owner)) = ANY ($1::uuid[]) AS ours OFFSET 0) d
                LEFT JOIN \(quoted(owners.table)) o
                    ON \(owner(owners.id)) = CASE WHEN d.ours THEN NULL ELSE \(key(keys.owner)) END
            WHERE \(key(keys.key)) IS NOT NULL
            UNION ALL
            SELECT CASE WHEN \(owner(owners.id)) IS NULL THEN \(Kind.missingOwner.rawValue)
                    ELSE \(Kind.ownerByID.rawValue) END,
                d.id::text, NULL, \(email), \(name), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM declared d LEFT JOIN \(quoted(owners.table)) o ON d.id = \(owner(owners.id))
            WHERE \(differs)
            UNION ALL
            SELECT \(Kind.ownerByEmail.rawValue), NULL, \(owner(owners.id))::text, \(email), \(name),
                NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM \(quoted(owners.table)) o JOIN declared d ON d.email = \(owner(owners.email))
            WHERE d.id IS DISTINCT FROM \(owner(owners.id))
            UNION ALL
            SELECT \(Kind.ownerByEmail.rawValue), NULL, \(owner(owners.id))::text, \(email), \(name),
                NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM \(quoted(owners.table)) o JOIN declared d ON lower(d.email) = lower(\(email))
            WHERE \(ignoresCase) AND d.id IS DISTINCT FROM \(owner(owners.id)) AND d.email <> \(email)
            UNION ALL
            SELECT \(Kind.identity.rawValue), NULL,
                \(system) || ' database ' || current_database(),
                'started ' || (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
                concat_ws(' ', to_regclass(\(literal(quoted(keys.table))))::oid::text,
                    \(PostgreSQLSchema.ancestors(of: keys.table))),
                NULL, NULL, clock_timestamp() AT TIME ZONE 'UTC', NULL, NULL, NULL, NULL, NULL
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
        var missing: Set<OwnerID> = []
        var differing: [OwnerID: Owner] = [:]
        var byEmail: [Owner] = []
        var unreadable: [UnreadableRow] = []
        var keys: [KeyRow] = []
        var others: [StoreObservation.OtherKey] = []
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
                            owner: try declared(result, row),
                            name: result.text(row, 3)
                        )
                    )
                }
            case .otherKey: others.append(try other(result, row))
            case .ownerByID:
                let id = try declared(result, row)
                // Of several rows with one id the first is told.
                guard differing[id] == nil else { continue }
                differing[id] = Owner(id: id, email: result.text(row, 3) ?? "", name: result.text(row, 4) ?? "")
            case .missingOwner: missing.insert(try declared(result, row))
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
                // An oid, then those of its ancestors.
                let tables = PostgreSQLSchema.ancestors(in: result.text(row, 4))
                identity = result.text(row, 2).map {
                    StoreIdentity(
                        "PostgreSQL \($0)",
                        instance: result.text(row, 3) ?? "",
                        table: tables.first ?? "",
                        ancestors: Array(tables.dropFirst())
                    )
                }
                time = instant(result, row, 7).map(StoreTime.server)
            case nil: throw unexpected()
            }
        }
        guard let identity else { throw unexpected() }
        var found = owners.filter { !missing.contains($0.id) }.map { differing[$0.id] ?? $0 }
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
            owner: try declared(result, row),
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
            otherSpelling: result.bytes(row, 10).flatMap { Fingerprint(digest: $0) },
            isActive: result.bytes(row, 6)?.first == 1,
            expiresAt: instant(result, row, 7),
            id: result.text(row, 2) ?? "",
            owner: result.text(row, 1) ?? "",
            ownerEmail: result.text(row, 11),
            ownerName: result.text(row, 12),
            name: result.text(row, 3),
            createdAt: instant(result, row, 8),
            lastUsedAt: instant(result, row, 9)
        )
    }

    /// The declared owner that a row is about.
    private func declared(_ result: PostgreSQLResult, _ row: Int32) throws(StoreError) -> OwnerID {
        guard let id = result.bytes(row, 1).flatMap(RowUUID.init(utf8:)) else { throw unexpected() }
        return OwnerID(id)
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
