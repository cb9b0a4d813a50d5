internal import Model

/// A store in a SQLite file.
///
/// `@unchecked Sendable` because a store is used by one task at a time, as ``KeyStore`` says.
final class SQLiteStore: KeyStore, @unchecked Sendable {
    let profile: StoreProfile
    private let path: String
    private let options: StoreOptions
    private var connection: SQLiteConnection?

    init(path: String, profile: StoreProfile, options: StoreOptions) {
        self.path = path
        self.options = options
        self.profile = profile
    }

    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError) {
        try await SQLiteLock.take(try connected().file, timeout: timeout)
    }

    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation {
        let connection = try connected()
        let reading = SQLiteObserve(profile: profile, owners: owners, identity: connection.file.identity)
        let catalog = SQLiteCatalog(profile, path: path)
        return try connection.run(profile) { try reading.read($0, catalog: catalog) }
    }

    func watch(_ watches: [Watch]) async -> WatchObservation {
        var observation = WatchObservation()
        for watch in watches {
            guard case .table(let table) = watch.source else { continue }
            do throws(StoreError) {
                let reading = SQLiteWatch(watch, table)
                observation.append(try connected().run(profile) { try reading.read($0) })
            } catch {
                observation.problems.append(.failed(error, watch, table))
            }
        }
        return observation
    }

    func inspectServer(for rights: NeededRights) async throws(StoreError) -> ServerObservation {
        let connection = try connected()
        let inspection = SQLiteInspect(connection.file)
        let catalog = SQLiteCatalog(profile, path: path)
        return .file(
            try connection.run(profile) { database in
                var file = try inspection.read(database)
                file.schema = try catalog.read(database)
                file.time = file.schema?.tables.count == 2 ? try SQLiteClock(profile).read(database) : nil
                return file
            }
        )
    }

    func objections(
        to trials: [RowTrial],
        at now: Instant
    ) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        let trial = SQLiteTrial(profile: profile, trials: trials, now: now)
        return try connected().run(profile) { try trial.run($0) }
    }

    func issue(
        _ keys: [NewKey],
        owners: [Owner],
        ending endings: [KeyEnd],
        at now: Instant,
        expecting expectation: StoreExpectation?
    ) async throws(StoreError) {
        guard !keys.isEmpty || !owners.isEmpty || !endings.isEmpty else { return }
        let issue = SQLiteIssue(profile: profile, keys: keys, owners: owners, endings: endings, now: now)
        let identity = try connected().file.identity
        let profile = profile
        let tolerance = options.clockTolerance
        try write { database in
            try ClockGuard(now: now, SQLiteClock(profile).read(database), tolerance)?.check(keys)
            if let expectation {
                let reading = SQLiteObserve(profile: profile, owners: expectation.owners, identity: identity)
                let difference = expectation.difference(from: try reading.read(database))
                if let difference { throw StoreError.changed(difference) }
            }
            try issue.write(database)
        }
    }

    func end(_ endings: KeyEndings, at now: Instant) async throws(StoreError) -> EndedRows {
        var ended = EndedRows()
        guard !endings.isEmpty else { return ended }
        let end = SQLiteEnd(profile: profile, endings: endings, now: now)
        let tolerance = options.clockTolerance
        let clock = SQLiteClock(profile)
        try write { database in
            try ClockGuard(now: now, clock.read(database), tolerance)?.check(endings)
            ended = try end.write(database)
        }
        return ended
    }

    func close() async {
        connection?.close()
        connection = nil
    }

    private func connected() throws(StoreError) -> SQLiteConnection {
        if let connection { return connection }
        let connection = try SQLiteConnection(path: path, profile: profile)
        self.connection = connection
        return connection
    }

    /// One transaction, which takes the database's write lock at its beginning: nothing that it reads can change.
    private func write(_ work: (SQLiteDatabase) throws -> Void) throws(StoreError) {
        let connection = try connected()
        guard try connection.file.isUnchanged() else { throw .lockLost }
        try connection.run(profile) { database in
            try database.immediately { try work(database) }
        }
    }
}
