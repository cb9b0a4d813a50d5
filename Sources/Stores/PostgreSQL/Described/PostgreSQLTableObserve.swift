internal import CLibPQ
internal import Model

/// The statements of ``KeyStore/observe(owners:)`` over a described table, and what their rows mean.
///
/// One for the rows, one for the owners that must exist, both of one snapshot. Declared owners are named in the reply by
/// their place in the parameter. The keys of others are digested by the server.
struct PostgreSQLTableObserve {
    private let table: PostgreSQLTable
    private let owners: [Owner]
    private let addresses: [String]

    init(_ table: PostgreSQLTable, owners: [Owner], kept: PostgreSQLKeptTexts) {
        self.table = table
        var seen = Set<OwnerID>(minimumCapacity: owners.count)
        self.owners = owners.filter { seen.insert($0.id).inserted }
        addresses = self.owners.map { table.table.address(of: $0.id, uuid: \.dashed, kept: kept.text) }
    }

    /// Rows, owners, the server.
    struct Reply {
        let rows: PostgreSQLResult
        let owners: PostgreSQLResult?
        let server: PostgreSQLResult
        let schema: StoreSchema?
    }

    /// Reads in a transaction of its own, in one round trip.
    func read(
        _ connection: PostgreSQLConnection,
        _ sight: PostgreSQLObserve.Sight,
        _ catalog: PostgreSQLCatalog
    ) throws(PostgreSQLFailure) -> Reply? {
        let statements = statements(systemIdentifier: sight.systemIdentifier)
        let results = try connection.pipeline(
            [
                ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", []),
                (PostgreSQLSettings.work(serverVersion: connection.serverVersion), []),
            ] + statements + [catalog.query, ("COMMIT", [])]
        )
        guard results.count == statements.count + 4 else { return nil }
        return reply(Array(results[2..<2 + statements.count]), catalog.decode(results[2 + statements.count]))
    }

    /// Reads in the transaction that is open.
    func readInTransaction(
        _ connection: PostgreSQLConnection,
        systemIdentifier: Bool
    ) throws(PostgreSQLFailure) -> Reply? {
        reply(try connection.pipeline(statements(systemIdentifier: systemIdentifier)), nil)
    }

    private func reply(_ results: [PostgreSQLResult], _ schema: StoreSchema?) -> Reply? {
        guard results.count >= 2 else { return nil }
        return Reply(
            rows: results[0],
            owners: results.count == 3 ? results[1] : nil,
            server: results[results.count - 1],
            schema: schema
        )
    }

    private func statements(systemIdentifier: Bool) -> [(sql: String, parameters: [PostgreSQLParameter])] {
        var statements = [(rows, [PostgreSQLParameter.texts(addresses)])]
        if let found = ownersStatement { statements.append(found) }
        let system = systemIdentifier ? "(SELECT system_identifier::text FROM pg_control_system())" : "'unknown'"
        statements.append(
            (
                """
                SELECT \(system) || ' database ' || current_database(),
                    'started ' || (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::int8,
                    clock_timestamp() AT TIME ZONE 'UTC',
                    to_regclass(\(literal(quoted(table.profile.table.text))))::oid::text,
                    \(PostgreSQLSchema.ancestors(of: table.profile.table.text))
                """, []
            )
        )
        return statements
    }

    /// The order of the columns of ``rows``.
    private enum Place: Int32 {
        case declared, handle, owner, name, stored, digest, isActive, expires, created, used, salt, piece,
            publicID, otherSpelling, values, undecided
    }

    /// Most tables have no such column, and nothing is sent of it.
    private var isUndecided: String? { table.table.isUndecided(PostgreSQLTable.column) }

    private var rows: String {
        let profile = table.profile
        let key = PostgreSQLTable.column(profile.stored.column)
        let stored = table.table.keepsTexts ? "CASE WHEN d.ord IS NOT NULL THEN \(key)::text END" : table.stored
        let digest =
            table.table.keepsTexts
            ? "CASE WHEN d.ord IS NULL THEN \(PostgreSQLDigest.marked(key)) END" : "NULL::bytea"
        let other =
            profile.alsoAccepts == nil
            ? "NULL::bytea"
            : "CASE WHEN d.ord IS NULL THEN \(PostgreSQLDigest.sha256(profile.alsoAccepts.other(of: "\(key)::text"))) END"
        func time(_ column: TimeColumn?) -> String { column.map { PostgreSQLTable.column($0.column) } ?? "NULL::int8" }
        return """
            WITH declared AS MATERIALIZED (
                SELECT address, ord::int4 FROM unnest($1::text[]) WITH ORDINALITY AS d(address, ord))
            SELECT d.ord, \(table.handle), \(table.owner), \(table.label), \(stored), \(digest),
                \(table.isActive), \(time(profile.endColumn)), \(time(profile.created)), \(time(profile.used)),
                \(table.salt), \(table.piece), CASE WHEN d.ord IS NOT NULL THEN \(table.publicID) END, \(other),
                CASE WHEN d.ord IS NULL THEN \(table.demandedValues) END\(isUndecided.map { ", \($0)" } ?? "")
            FROM \(table.name) k LEFT JOIN declared d ON d.address = \(table.address)
            WHERE \(table.isOurs)
            """
    }

    /// Nil where nothing says which owners there are.
    private var ownersStatement: (sql: String, parameters: [PostgreSQLParameter])? {
        guard let owner = table.profile.owner, let reference = owner.references else { return nil }
        let id = "o.\(quoted(column: reference.column))::text"
        let names = owner.creates.map { "o.\(quoted(column: $0.email))::text, o.\(quoted(column: $0.name))::text" }
        let email = owner.creates.map { " OR o.\(quoted(column: $0.email))::text = ANY($2::text[])" } ?? ""
        let sql = """
            SELECT \(id), \(names ?? "NULL::text, NULL::text"), \(owner.active.map(PostgreSQLTable.isActive) ?? "TRUE")
            FROM \(quoted(reference.table.text)) o
            WHERE \(id) = ANY($1::text[])\(email)
            """
        let ids = owners.map { $0.id.columnText }
        return (sql, owner.creates == nil ? [.texts(ids)] : [.texts(ids), .texts(owners.map(\.email))])
    }

    // MARK: - What rows mean

    /// - Throws: ``StoreError/unsuitableColumn(table:column:message:)`` where a column does not hold what the profile says.
    func decode(_ reply: Reply?, over transport: Transport?) throws(StoreError) -> StoreObservation {
        guard let reply else { throw .other(message: "the server did not answer the statement") }
        var keys: [KeyRow] = []
        var others: [StoreObservation.OtherKey] = []
        var unreadable: [UnreadableRow] = []
        var letters = DigestCase(table.profile.stored)
        let unit = table.profile.created.map(table.unit) ?? .microseconds(1)
        if let error = table.table.sameValues(owners, addresses) { throw error }
        let result = reply.rows
        let reader = PostgreSQLTimes(result, table)
        try reader.check([
            (Place.expires.rawValue, table.profile.expires), (Place.created.rawValue, table.profile.created),
        ])
        try checkUnits(result, reader)
        let undecided =
            isUndecided == nil
            ? 0 : (0..<result.rows).count { result.bytes($0, Place.undecided.rawValue)?.first == 1 }
        for row in 0..<result.rows {
            letters.look(result.text(row, Place.stored.rawValue))
            let handle = result.text(row, Place.handle.rawValue) ?? ""
            let created = reader.instant(row, Place.created.rawValue, table.profile.created)
            let used = reader.instant(row, Place.used.rawValue, table.profile.used)
            let times = Times(
                expires: reader.instant(row, Place.expires.rawValue, table.profile.endColumn),
                created: created,
                lastUsed: KeyRow.use(used, ofRowMadeAt: created, unit: unit)
            )
            if let problem = problem(result, row, handle, reader) {
                unreadable.append(problem)
                if problem.isNamed, let key = key(result, row, handle, times) { keys.append(key) }
            } else if let key = key(result, row, handle, times) {
                keys.append(key)
            } else if let other = other(result, row, handle, times) {
                others.append(other)
            }
        }
        guard let identity = reply.server.text(0, 0) else {
            throw .other(message: "the server's answer is not what the statement asked")
        }
        let found = found(reply.owners, &unreadable)
        return StoreObservation(
            identity: StoreIdentity(
                "PostgreSQL \(identity)",
                instance: reply.server.text(0, 1) ?? "",
                table: reply.server.text(0, 3) ?? "",
                ancestors: PostgreSQLSchema.ancestors(in: reply.server.text(0, 4))
            ),
            owners: found.owners,
            disabledOwners: found.disabled,
            keys: keys,
            otherKeys: others,
            unreadable: unreadable,
            undecidedRows: undecided,
            transport: transport,
            schema: reply.schema,
            time: reply.server.integer(0, 2, as: Int64.self).flatMap(PostgreSQLTimestamp.instant).map(
                StoreTime.server
            ),
            keepsTexts: table.table.keepsTexts,
            digester: table.table.foreignDigester,
            lookup: table.profile.lookup?.piece,
            isUpperCase: letters.isUpper,
            ending: table.profile.ending,
            delays: table.profile.delays,
            timeUnit: unit,
            order: table.profile.order
        )
    }

    /// - Throws: ``StoreError/unsuitableColumn(table:column:message:)`` where a column's numbers count in another unit.
    private func checkUnits(_ result: PostgreSQLResult, _ reader: PostgreSQLTimes) throws(StoreError) {
        let profile = table.profile
        for (place, column) in [
            (Place.expires, profile.endColumn), (.created, profile.created), (.used, profile.used),
        ] {
            guard var unit = EpochUnit(column, as: column?.postgreSQL) else { continue }
            for row in 0..<result.rows { unit.look(reader.number(row, place.rawValue)) }
            try unit.check(profile.table)
        }
    }

    /// Why a declared owner's row cannot be understood; nil where it can.
    private func problem(
        _ result: PostgreSQLResult,
        _ row: Int32,
        _ handle: String,
        _ reader: PostgreSQLTimes
    ) -> UnreadableRow? {
        guard let owner = owner(result, row) else { return nil }
        let id = result.bytes(row, Place.handle.rawValue) == nil ? nil : handle
        return table.table.problem(ofRow: id, of: owner, markedName: markedName(result, row)) { time, isEnd in
            reader.isReadable(row, (isEnd ? Place.expires : .created).rawValue, time)
        }
    }

    private func markedName(_ result: PostgreSQLResult, _ row: Int32) -> String? {
        table.profile.nameColumn == nil ? "" : result.text(row, Place.name.rawValue)
    }

    /// Nil where the row is not a declared owner's.
    private func owner(_ result: PostgreSQLResult, _ row: Int32) -> OwnerID? {
        guard let place = result.integer(row, Place.declared.rawValue, as: Int32.self),
            owners.indices.contains(Int(place) - 1)
        else { return nil }
        return owners[Int(place) - 1].id
    }

    private struct Times {
        let expires: Instant?
        let created: Instant?
        let lastUsed: Instant?
    }

    /// Nil where the row is not a declared owner's, or its digest is not one.
    private func key(_ result: PostgreSQLResult, _ row: Int32, _ handle: String, _ times: Times) -> KeyRow? {
        guard let owner = owner(result, row), let stored = result.bytes(row, Place.stored.rawValue) else { return nil }
        let held: DescribedRow.Stored?
        if let digester = table.table.foreignDigester {
            held = digested(digester, result, row).map { .digested($0) }
        } else if table.table.keepsTexts {
            held = .text(Secret(stored))
        } else {
            held = fingerprint(String(decoding: stored, as: UTF8.self)).map { .digest($0) }
        }
        let read = DescribedRow(
            id: handle,
            owner: owner,
            markedName: markedName(result, row),
            isActive: result.bytes(row, Place.isActive.rawValue)?.first == 1,
            expiresAt: times.expires,
            createdAt: times.created,
            lastUsedAt: times.lastUsed,
            publicID: result.text(row, Place.publicID.rawValue)
        )
        return held.map { read.key($0, in: table.table) { $0 == handle } }
    }

    /// Nil for what is not a digest of the profile's form.
    private func digested(_ digester: KeyDigester, _ result: PostgreSQLResult, _ row: Int32) -> DigestedKey? {
        guard let text = result.text(row, Place.stored.rawValue) else { return nil }
        return table.table.digested(
            digester,
            table.profile.stored.encoding == .bytes ? .hex(text) : .text(text),
            salt: result.text(row, Place.salt.rawValue),
            piece: result.text(row, Place.piece.rawValue)
        )
    }

    private func fingerprint(_ stored: String) -> Fingerprint? {
        let form = table.profile.stored
        guard form.encoding == .bytes else { return form.fingerprint(.text(stored)) }
        // A digest of another form with as many bytes would be taken for it.
        return form.isFingerprint ? Fingerprint(hex: stored) : nil
    }

    private func other(
        _ result: PostgreSQLResult,
        _ row: Int32,
        _ handle: String,
        _ times: Times
    ) -> StoreObservation.OtherKey? {
        let fingerprint: Fingerprint?
        var isMalformed = false
        let name = result.text(row, Place.name.rawValue)
        let digested = table.table.foreignDigester.flatMap { self.digested($0, result, row) }
        if let digested {
            fingerprint = digested.fingerprint(mark: name.flatMap(MarkedName.init)?.digits, row: handle)
        } else if let digest = result.bytes(row, Place.digest.rawValue) {
            fingerprint = Fingerprint(marked: digest, row: handle)
        } else {
            let stored = result.text(row, Place.stored.rawValue) ?? ""
            let digest = self.fingerprint(stored)
            isMalformed = digest == nil
            fingerprint = digest ?? Fingerprint(of: Secret(text: stored)).standing(forRow: handle)
        }
        guard let fingerprint else { return nil }
        return StoreObservation.OtherKey(
            fingerprint: fingerprint,
            digested: digested,
            otherSpelling: result.bytes(row, Place.otherSpelling.rawValue).flatMap { Fingerprint(digest: $0) },
            isActive: result.bytes(row, Place.isActive.rawValue)?.first == 1,
            expiresAt: times.expires,
            id: handle,
            owner: result.text(row, Place.owner.rawValue) ?? "",
            name: name,
            createdAt: times.created,
            lastUsedAt: times.lastUsed,
            values: table.table.demandedValues(in: result.text(row, Place.values.rawValue)),
            isMalformed: isMalformed
        )
    }

    /// Every declared owner where nothing tells.
    private func found(
        _ result: PostgreSQLResult?,
        _ unreadable: inout [UnreadableRow]
    ) -> (owners: [Owner], disabled: Set<OwnerID>) {
        guard let result, let reference = table.profile.owner?.references else { return (owners, []) }
        // Several where values of identities tell their rows apart.
        let declared = Dictionary(grouping: owners) { $0.id.columnText }
        let creates = table.profile.owner?.creates != nil
        var there: Set<String> = []
        var others: [Owner] = []
        var disabled: Set<OwnerID> = []
        for row in 0..<result.rows {
            // Found by its e-mail.
            guard let id = result.text(row, 0) else {
                unreadable.append(.withoutID(reference.table.text, reference.column, email: result.text(row, 1)))
                continue
            }
            there.insert(id)
            for owner in declared[id]?.map(\.id) ?? [OwnerID(inTable: id)] {
                if result.bytes(row, 3)?.first == 0 { disabled.insert(owner) }
                guard creates else { continue }
                others.append(Owner(id: owner, email: result.text(row, 1) ?? "", name: result.text(row, 2) ?? ""))
            }
        }
        let found = creates ? others : owners.filter { there.contains($0.id.columnText) }
        return (found, disabled)
    }
}
