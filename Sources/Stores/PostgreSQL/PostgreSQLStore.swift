internal import Model

/// A store in PostgreSQL, over libpq.
///
/// Two connections: one reads and writes, one does nothing but hold the lock. `@unchecked Sendable` because a store is
/// used by one task at a time, as ``KeyStore`` says.
final class PostgreSQLStore: KeyStore, @unchecked Sendable {
    let profile: StoreProfile
    private let url: Secret
    private var applicationName = "keyturn"
    private var main: PostgreSQLConnection?
    private var held: PostgreSQLLock?

    /// Whether the role may ask for the cluster's system identifier; assumed until it is denied.
    private var mayIdentify = true

    init(url: Secret, profile: StoreProfile) {
        self.url = url
        self.profile = profile
    }

    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError) {
        guard held == nil else { return }
        applicationName = holder.description
        let connection = try open()
        held = try PostgreSQLLock.take(on: connection, profile: profile, timeout: timeout)
    }

    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation {
        let reading = PostgreSQLObserve(profile: profile, owners: owners)
        while true {
            let (connection, isReused) = try connected()
            do {
                let result = try reading.read(connection, systemIdentifier: mayIdentify)
                return try reading.decode(result, over: connection.transport)
            } catch let failure as PostgreSQLFailure {
                connection.rollBack()
                if case .connectionLost = failure, isReused {
                    main = nil
                } else if PostgreSQLErrors.isDenied(failure), mayIdentify {
                    mayIdentify = false
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
        let inspection = PostgreSQLInspect(rights)
        while true {
            let (connection, isReused) = try connected()
            do throws(PostgreSQLFailure) {
                if let server = try inspection.read(connection) { return .server(server) }
            } catch {
                connection.rollBack()
                guard case .connectionLost = error, isReused else { throw self.error(error, on: connection) }
                main = nil
                continue
            }
            throw .other(message: "the server did not answer the statement")
        }
    }

    func issue(
        _ keys: [NewKey],
        owners: [Owner],
        ending endings: [KeyEnd],
        at now: Instant,
        expecting expectation: StoreExpectation?
    ) async throws(StoreError) {
        guard !keys.isEmpty || !owners.isEmpty || !endings.isEmpty else { return }
        let issue = try PostgreSQLIssue(profile: profile, keys: keys, owners: owners, endings: endings, now: now)
        try write { connection in
            if let expectation { try expect(expectation, on: connection) }
            let before = try issue.bystanders.look(connection)
            try issue.write(connection)
            try connection.run(Self.deferredTriggers)
            try issue.prove(connection)
            try issue.bystanders.prove(connection, since: before)
        }
    }

    /// Runs what waits for the commit, so that what it does is seen by what is proven before.
    private static let deferredTriggers = "SET CONSTRAINTS ALL IMMEDIATE"

    /// Looks once more, inside the transaction that writes.
    private func expect(_ expectation: StoreExpectation, on connection: PostgreSQLConnection) throws {
        let reading = PostgreSQLObserve(profile: profile, owners: expectation.owners)
        let found = try reading.readInTransaction(connection, systemIdentifier: mayIdentify)
        if let difference = expectation.difference(from: try reading.decode(found, over: connection.transport)) {
            throw StoreError.changed(difference)
        }
    }

    func end(_ endings: KeyEndings, at now: Instant) async throws(StoreError) -> EndedRows {
        var ended = EndedRows()
        guard !endings.isEmpty else { return ended }
        let end = try PostgreSQLEnd(profile: profile, endings: endings, now: now)
        try write { connection in
            let before = try end.bystanders.look(connection)
            ended = try end.write(connection)
            try connection.run(Self.deferredTriggers)
            try end.prove(connection)
            try end.bystanders.prove(connection, since: before)
        }
        return ended
    }

    func close() async {
        main = nil
        held = nil
    }

    private func open() throws(StoreError) -> PostgreSQLConnection {
        try PostgreSQLConnect.open(url, applicationName: applicationName)
    }

    /// The connection that reads and writes, and whether it was open before: then the server, or what stands between,
    /// may have ended it since, and a new attempt is worth making as long as nothing was written.
    private func connected() throws(StoreError) -> (PostgreSQLConnection, isReused: Bool) {
        if let main, main.isAlive { return (main, true) }
        let connection = try open()
        main = connection
        return (connection, false)
    }

    /// One transaction: its settings, the proof that our lock is still held, the work, the commit.
    private func write(_ work: (PostgreSQLConnection) throws -> Void) throws(StoreError) {
        let connection = try begin()
        do {
            try work(connection)
        } catch {
            connection.rollBack()
            switch error {
            case let failure as PostgreSQLFailure: throw self.error(failure, on: connection)
            case let error as StoreError: throw error
            default: throw .other(message: "unexpected error while writing")
            }
        }
        try commit(connection)
    }

    private func begin() throws(StoreError) -> PostgreSQLConnection {
        while true {
            let (connection, isReused) = try connected()
            let start =
                "BEGIN ISOLATION LEVEL READ COMMITTED; "
                + PostgreSQLSettings.work(serverVersion: connection.serverVersion)
            do {
                let replies = try connection.run(start + (held.map { "; " + $0.proof } ?? ""))
                if held != nil, replies.last?.text(0, 0) != "t" {
                    connection.rollBack()
                    throw StoreError.lockLost
                }
                return connection
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

    private func commit(_ connection: PostgreSQLConnection) throws(StoreError) {
        do {
            guard try connection.run("COMMIT").last?.command == "COMMIT" else {
                throw StoreError.other(message: "the server rolled the transaction back")
            }
        } catch PostgreSQLFailure.connectionLost(let message) {
            main = nil
            throw .outcomeUnknown(message: message)
        } catch let failure as PostgreSQLFailure {
            connection.rollBack()
            throw error(failure, on: connection)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .other(message: "unexpected error in a commit")
        }
    }

    private func error(_ failure: PostgreSQLFailure, on connection: PostgreSQLConnection) -> StoreError {
        if PostgreSQLErrors.concernsSchema(failure),
            let defect = PostgreSQLSchema(profile: profile).defect(connection)
        {
            return defect
        }
        if case .connectionLost = failure { main = nil }
        return PostgreSQLErrors.error(failure)
    }
}
