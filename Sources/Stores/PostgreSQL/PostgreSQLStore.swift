internal import Model

/// A store in PostgreSQL, over libpq.
///
/// Two connections: one reads and writes, one does nothing but hold the lock. `@unchecked Sendable` because a store is
/// used by one task at a time, as ``KeyStore`` says.
final class PostgreSQLStore: KeyStore, @unchecked Sendable {
    let profile: StoreProfile
    private let url: Secret
    let options: StoreOptions
    private var applicationName = "keyturn"
    var main: PostgreSQLConnection?

    /// A described table and its columns, once they were asked for.
    var known: PostgreSQLTable?

    /// What is known of identifying values.
    var keptTexts = PostgreSQLKeptTexts()
    private var held: PostgreSQLLock?

    /// What the role may see of the server; everything is assumed until it is denied.
    ///
    /// Never empty.
    private var sights = PostgreSQLObserve.Sight.all[...]

    init(url: Secret, profile: StoreProfile, options: StoreOptions) {
        self.url = url
        self.options = options
        self.profile = profile
    }

    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError) {
        guard held == nil else { return }
        applicationName = holder.description
        let connection = try open()
        held = try PostgreSQLLock.take(on: connection, profile: profile, timeout: timeout)
    }

    func lockPlace() async throws(StoreError) -> LockPlace {
        let place = LockName(profile).place
        let found = try ask { (connection) throws(PostgreSQLFailure) in try connection.pipeline([(place, [])]).first }
        guard let found, let server = found.text(0, 0), let database = found.integer(0, 1, as: Int64.self),
            let table = found.integer(0, 2, as: Int64.self)
        else { throw .other(message: "the server did not answer the statement") }
        return LockPlace(server: server, database: database, table: table)
    }

    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation {
        if let table = try described() {
            let reading = PostgreSQLTableObserve(table, owners: owners, kept: try kept(owners, table))
            let found = try observe { connection, sight in
                let catalog = PostgreSQLCatalog(profile.with(table.table), asksReplication: sight.replication)
                let reply = try reading.read(connection, sight, catalog)
                do throws(StoreError) {
                    return try reading.decode(reply, over: connection.transport)
                } catch {
                    guard case .unsuitableColumn = error, let schema = reply?.schema else { throw error }
                    throw StoreError.unlikeProfile(schema, error)
                }
            }
            if found.isUpperCase { known = PostgreSQLTable(table: table.table.inUpperCase, columns: table.columns) }
            return found
        }
        let reading = PostgreSQLObserve(profile: profile, owners: owners)
        return try observe { connection, sight in
            try reading.decode(try reading.read(connection, sight), over: connection.transport)
        }
    }

    /// Reads once more where a connection that was open before broke, and with less where the role may not see all.
    private func observe(
        _ read: (PostgreSQLConnection, PostgreSQLObserve.Sight) throws -> StoreObservation
    ) throws(StoreError) -> StoreObservation {
        while true {
            let (connection, isReused) = try connected()
            do {
                let observation = try read(connection, sights[sights.startIndex])
                if let schema = observation.schema, let table = schema.tables.first(where: \.hidesRows) {
                    throw StoreError.rowsHidden(table: table.name, role: schema.role)
                }
                return observation
            } catch let failure as PostgreSQLFailure {
                connection.rollBack()
                if case .connectionLost = failure, isReused {
                    main = nil
                } else if PostgreSQLErrors.isDenied(failure), sights.count > 1 {
                    sights.removeFirst()
                } else if PostgreSQLErrors.concernsColumns(failure) {
                    throw unlikeProfile(connection, error(failure, on: connection))
                } else {
                    throw error(failure, on: connection)
                }
            } catch let error as StoreError {
                throw error
            } catch {
                throw .other(message: "unexpected error while reading")
            }
        }
    }

    func watch(_ watches: [Watch]) async -> WatchObservation {
        var observation = WatchObservation()
        for watch in watches {
            guard case .table(let table) = watch.source else { continue }
            let reading = PostgreSQLWatch(watch, table)
            do throws(StoreError) {
                let (connection, _) = try connected()
                do throws(PostgreSQLFailure) {
                    observation.append(try reading.read(connection))
                } catch {
                    connection.rollBack()
                    guard PostgreSQLErrors.isDenied(error) else { throw self.error(error, on: connection) }
                    observation.problems.append(reading.denied(error))
                }
            } catch {
                observation.problems.append(.failed(error, watch, table))
            }
        }
        return observation
    }

    func inspectServer(for rights: NeededRights) async throws(StoreError) -> ServerObservation {
        var table: PostgreSQLTable?
        var near: String?
        do throws(StoreError) { table = try described() } catch { near = error.nearestTable }
        let inspection = PostgreSQLInspect(rights, profile: table.map { profile.with($0.table) } ?? profile)
        var server = try ask { (connection) throws(PostgreSQLFailure) in try inspection.read(connection) }
        server?.schema?.nearestTable = near
        if let reference = (table?.table ?? profile.described)?.profile.owner?.references {
            server?.schema?.absentOwners = try ask { (connection) throws(PostgreSQLFailure) in
                try PostgreSQLSchema(profile: profile).absence(of: reference.table.text, connection)
            }
        }
        guard let server else { throw .other(message: "the server did not answer the statement") }
        return .server(server)
    }

    /// What the server answers, asked once more where a connection that was open before broke.
    func ask<Answer>(
        _ question: (PostgreSQLConnection) throws(PostgreSQLFailure) -> Answer
    ) throws(StoreError) -> Answer {
        while true {
            let (connection, isReused) = try connected()
            do throws(PostgreSQLFailure) {
                return try question(connection)
            } catch {
                connection.rollBack()
                guard case .connectionLost = error, isReused else { throw self.error(error, on: connection) }
                main = nil
            }
        }
    }

    func objections(
        to trials: [RowTrial],
        at now: Instant
    ) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        let trial = PostgreSQLTrial(profile: profile, trials: trials, now: now, described: try described())
        return try ask { (connection) throws(PostgreSQLFailure) in try trial.run(connection) }
    }

    func reserveRowIDs(_ count: Int) async throws(StoreError) -> [String] {
        guard count > 0, let table = try described(), let column = table.profile.drawnID?.column else { return [] }
        let draw = PostgreSQLNumbering.draw(count, for: column, of: table)
        let ids = try ask { (connection) throws(PostgreSQLFailure) in
            try connection.pipeline([draw]).first.map { result in
                (0..<result.rows).compactMap { result.text($0, 0) }
            }
        }
        guard let ids, ids.count == count else { throw .notNumbered(table.profile, column) }
        return ids
    }

    func issue(
        _ keys: [NewKey],
        owners: [Owner],
        ending endings: [KeyEnd],
        at now: Instant,
        expecting expectation: StoreExpectation?
    ) async throws(StoreError) {
        guard !keys.isEmpty || !owners.isEmpty || !endings.isEmpty else { return }
        if let table = try described() {
            let row = NewRow(table.table, for: keys, now: now)
            let rows = keys.map(row.values)
            let issue = try PostgreSQLTableIssue(
                table,
                row: row,
                rows: rows,
                keys: keys,
                owners: owners,
                endings: endings,
                encoded: encodings(PostgreSQLEncodings.Question(table, row.columns, rows)),
                now: now
            )
            return try carryOut(issue, at: now, expecting: expectation) { (clock) throws(StoreError) in
                try clock.check(keys)
            }
        }
        let issue = try PostgreSQLIssue(profile: profile, keys: keys, owners: owners, endings: endings, now: now)
        try carryOut(issue, at: now, expecting: expectation) { (clock) throws(StoreError) in try clock.check(keys) }
    }

    /// Looks once more, inside the transaction that writes.
    private func expect(_ expectation: StoreExpectation, on connection: PostgreSQLConnection) throws {
        let sight = sights[sights.startIndex]
        let found: StoreObservation
        if let table = try described() {
            let reading = PostgreSQLTableObserve(table, owners: expectation.owners, kept: keptTexts)
            let reply = try reading.readInTransaction(connection, systemIdentifier: sight.systemIdentifier)
            found = try reading.decode(reply, over: connection.transport)
        } else {
            let reading = PostgreSQLObserve(profile: profile, owners: expectation.owners)
            let reply = try reading.readInTransaction(connection, systemIdentifier: sight.systemIdentifier)
            found = try reading.decode(reply, over: connection.transport)
        }
        if let difference = expectation.difference(from: found) { throw StoreError.changed(difference) }
    }

    func end(_ endings: KeyEndings, at now: Instant) async throws(StoreError) -> EndedRows {
        guard !endings.isEmpty else { return EndedRows() }
        if let table = try described() {
            return try carryOut(PostgreSQLTableEnd(table, endings, now: now), at: now) { (clock) throws(StoreError) in
                try clock.check(endings)
            }
        }
        let end = try PostgreSQLEnd(profile: profile, endings: endings, now: now)
        return try carryOut(end, at: now) { (clock) throws(StoreError) in try clock.check(endings) }
    }

    /// One transaction that proves, before its commit, that it did what was asked and nothing else.
    private func carryOut<Work: PostgreSQLWork>(
        _ work: Work,
        at now: Instant,
        expecting expectation: StoreExpectation? = nil,
        _ check: (ClockGuard) throws(StoreError) -> Void
    ) throws(StoreError) -> Work.Written {
        let tolerance = options.clockTolerance
        return try write { connection, time in
            if let clock = ClockGuard(now: now, time, tolerance) { try check(clock) }
            if let expectation { try expect(expectation, on: connection) }
            let before = try work.bystanders.look(connection)
            let written = try work.write(connection)
            try PostgreSQLQuiet.runDeferredTriggers(connection)
            try work.prove(connection)
            try work.bystanders.prove(connection, since: before)
            return written
        }
    }

    func close() async {
        main = nil
        held = nil
    }

    private func open() throws(StoreError) -> PostgreSQLConnection {
        try PostgreSQLConnect.open(url, applicationName: applicationName, silence: options.silence)
    }

    /// The connection that reads and writes, and whether it was open before: then the server, or what stands between,
    /// may have ended it since, and a new attempt is worth making as long as nothing was written.
    func connected() throws(StoreError) -> (PostgreSQLConnection, isReused: Bool) {
        if let main, main.isAlive { return (main, true) }
        let connection = try open()
        main = connection
        return (connection, false)
    }

    /// One transaction: its settings, the proof that our lock is still held, the work, the commit.
    private func write<Written>(
        _ work: (PostgreSQLConnection, StoreTime?) throws -> Written
    ) throws(StoreError) -> Written {
        let (connection, time) = try begin()
        let written: Written
        do {
            written = try work(connection, time)
        } catch {
            connection.rollBack()
            switch error {
            case let failure as PostgreSQLFailure: throw self.error(failure, on: connection)
            case let error as StoreError: throw error
            default: throw .other(message: "unexpected error while writing")
            }
        }
        try commit(connection)
        return written
    }

    /// The connection, and the server's time.
    private func begin() throws(StoreError) -> (PostgreSQLConnection, StoreTime?) {
        while true {
            let (connection, isReused) = try connected()
            let start =
                "BEGIN ISOLATION LEVEL READ COMMITTED; "
                + PostgreSQLSettings.work(serverVersion: connection.serverVersion)
            do {
                let replies = try connection.run(start + (held.map { "; " + $0.proof } ?? "") + "; " + Self.time)
                if held != nil, replies.dropLast().last?.text(0, 0) != "t" {
                    connection.rollBack()
                    throw StoreError.lockLost
                }
                let time = replies.last?.text(0, 0).flatMap { Int64($0) }
                return (connection, time.map { .server(Instant(microseconds: $0)) })
            } catch let failure as PostgreSQLFailure {
                connection.rollBack()
                guard case .connectionLost = failure, isReused else { throw error(failure, on: connection) }
                main = nil
            } catch let error as StoreError {
                throw error
            } catch {
                throw .other(message: "unexpected error while a transaction began")
            }
        }
    }

    private static let time = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8"

    private func commit(_ connection: PostgreSQLConnection) throws(StoreError) {
        do {
            guard try connection.run("COMMIT").last?.command == "COMMIT" else {
                throw StoreError.other(message: "the server rolled the transaction back")
            }
        } catch PostgreSQLFailure.connectionLost(let message), PostgreSQLFailure.silent(let message) {
            main = nil
            throw .outcomeUnknown(message: message)
        } catch PostgreSQLFailure.interrupted(let message) {
            main = nil
            throw .outcomeUnknown(message: "the run was asked to stop while it waited for the reply: \(message)")
        } catch let failure as PostgreSQLFailure {
            connection.rollBack()
            throw error(failure, on: connection)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .other(message: "unexpected error in a commit")
        }
    }

    func error(_ failure: PostgreSQLFailure, on connection: PostgreSQLConnection) -> StoreError {
        if PostgreSQLErrors.isDenied(failure),
            let reason = hidden(connection) ?? PostgreSQLSchema(profile: profile).closed(connection)
        {
            return reason
        }
        if PostgreSQLErrors.concernsSchema(failure),
            let defect = PostgreSQLSchema(profile: profile).defect(connection)
        {
            return defect
        }
        if failure.endsConnection { main = nil }
        return PostgreSQLErrors.error(failure)
    }

    /// A failure with what the catalog says of a described table; the failure alone where it says nothing.
    ///
    /// Asked only after a failure.
    func unlikeProfile(_ connection: PostgreSQLConnection, _ failure: StoreError) -> StoreError {
        guard let described = profile.described else { return failure }
        let catalog = PostgreSQLCatalog(profile, asksReplication: false)
        guard let result = try? connection.read([catalog.query]).first else { return failure }
        let columns = Set(catalog.decode(result).tables.flatMap(\.columns).map(\.name))
        // A table that is not there is another failure.
        guard !columns.isEmpty else { return failure }
        let present = described.withoutAbsent { columns.contains($0) }
        let found = PostgreSQLCatalog(profile.with(present), asksReplication: false)
        return .unlikeProfile(found.decode(result), failure)
    }

    /// The table that row-level security closes; nil where the denial has another reason.
    ///
    /// Asked only after a denial.
    private func hidden(_ connection: PostgreSQLConnection) -> StoreError? {
        let catalog = PostgreSQLCatalog(profile, asksReplication: false)
        guard let result = try? connection.read([catalog.query]).first else { return nil }
        let schema = catalog.decode(result)
        return schema.tables.first(where: \.hidesRows).map { .rowsHidden(table: $0.name, role: schema.role) }
    }
}
