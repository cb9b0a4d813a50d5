internal import Model

/// A store in a SQLite file.
///
/// `@unchecked Sendable` because a store is used by one task at a time, as ``KeyStore`` says.
final class SQLiteStore: KeyStore, @unchecked Sendable {
    let profile: StoreProfile
    private let path: String
    private let options: StoreOptions
    private var connection: SQLiteConnection?

    /// The file by whose descriptor another store of the same run holds the lock for this one as well.
    private var lockedFile: SQLiteFile?

    /// A described table, once its columns were asked for.
    private var known: KeyTable?

    init(path: String, profile: StoreProfile, options: StoreOptions) {
        self.path = path
        self.options = options
        self.profile = profile
    }

    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError) {
        guard lockedFile == nil else { return }
        try await SQLiteLock.take(try connected().file, timeout: timeout)
    }

    func lockPlace() async throws(StoreError) -> LockPlace {
        let file = try connected().file
        return LockPlace(
            server: "SQLite",
            database: Int64(bitPattern: UInt64(file.device)),
            table: Int64(bitPattern: UInt64(file.inode))
        )
    }

    func share(lockOf other: any KeyStore) -> Bool {
        guard let other = other as? SQLiteStore, let locked = other.lockedFile ?? other.connection?.file else {
            return false
        }
        lockedFile = locked
        return true
    }

    /// Two key tables of one file are two, however the names are spelled.
    private func identity(of connection: SQLiteConnection) -> StoreIdentity {
        let table = profile.described?.profile.table ?? TableName(profile.keys.table)
        return StoreIdentity(connection.file.identity, table: table?.foldedName ?? profile.keys.table)
    }

    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation {
        let connection = try connected()
        if let table = try described() {
            let reading = SQLiteTableObserve(table, owners: owners, identity: identity(of: connection))
            let catalog = SQLiteCatalog(profile.with(table), path: path)
            let found = try connection.run(profile) { try reading.read($0, catalog: catalog) }
            if found.isUpperCase { known = table.inUpperCase }
            return found
        }
        let reading = SQLiteObserve(profile: profile, owners: owners, identity: identity(of: connection))
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
        var present = profile
        let count = profile.catalogTables.count
        var clock: (SQLiteDatabase) throws -> StoreTime? = { [profile] in try SQLiteClock(profile).read($0) }
        var near: String?
        do throws(StoreError) {
            if let table = try described() {
                clock = { try SQLiteTableClock(SQLiteTable(table: table)).read($0) }
                present = profile.with(table)
            }
        } catch {
            // What is missing is in the catalog; the times of its rows cannot be read.
            clock = { _ in nil }
            near = error.nearestTable
        }
        let catalog = SQLiteCatalog(present, path: path)
        return .file(
            try connection.run(profile) { database in
                var file = try inspection.read(database)
                file.schema = try catalog.read(database)
                file.schema?.nearestTable = near
                if let reference = profile.described?.profile.owner?.references {
                    let name = reference.table.text
                    file.schema?.absentOwners = try SQLiteSchema(profile: profile).absence(of: name, database)
                }
                file.time = file.schema?.tables.count == count ? try clock(database) : nil
                return file
            }
        )
    }

    func objections(
        to trials: [RowTrial],
        at now: Instant
    ) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        if let table = try described() {
            let trial = SQLiteTableTrial(table: table, trials: trials, now: now)
            return try connected().run(profile) { try trial.run($0) }
        }
        let trial = SQLiteTrial(profile: profile, trials: trials, now: now)
        return try connected().run(profile) { try trial.run($0) }
    }

    func reserveRowIDs(_ count: Int) async throws(StoreError) -> [String] {
        guard count > 0, let table = try described(), let column = table.profile.drawnID?.column else { return [] }
        var last: Int64?
        try write { database in
            last = try SQLiteNumbering(table.profile.table.name, column).draw(count, in: database)
        }
        guard let last else { throw .notNumbered(table.profile, column) }
        return (1...Int64(count)).map { String(last + $0) }
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
            let issue = SQLiteTableIssue(table, keys: keys, owners: owners, endings: endings, now: now)
            let identity = identity(of: try connected())
            let tolerance = options.clockTolerance
            return try write { database in
                let clock = SQLiteTableClock(SQLiteTable(table: table))
                try ClockGuard(now: now, clock.read(database), tolerance)?.check(keys)
                if let expectation {
                    let reading = SQLiteTableObserve(table, owners: expectation.owners, identity: identity)
                    let difference = expectation.difference(from: try reading.read(database))
                    if let difference { throw StoreError.changed(difference) }
                }
                try issue.write(database)
            }
        }
        let issue = SQLiteIssue(profile: profile, keys: keys, owners: owners, endings: endings, now: now)
        let identity = identity(of: try connected())
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
        if let table = try described() {
            let end = SQLiteTableEnd(table, endings, now: now)
            let tolerance = options.clockTolerance
            try write { database in
                let clock = SQLiteTableClock(SQLiteTable(table: table))
                try ClockGuard(now: now, clock.read(database), tolerance)?.check(endings)
                ended = try end.write(database)
            }
            return ended
        }
        let end = SQLiteEnd(profile: profile, endings: endings, now: now)
        let tolerance = options.clockTolerance
        let clock = SQLiteClock(profile)
        try write { database in
            try ClockGuard(now: now, clock.read(database), tolerance)?.check(endings)
            ended = try end.write(database)
        }
        return ended
    }

    /// The described table without columns that this version of the application lacks; nil for PM MCP Server's tables.
    private func described() throws(StoreError) -> KeyTable? {
        guard let table = profile.described else { return nil }
        if let known { return known }
        let name = table.profile.table.text
        let found = try connected().run(profile) { database in
            Set(try database.texts("SELECT lower(name) FROM pragma_table_xinfo(?)", [table.profile.table.name]))
        }
        guard !found.isEmpty else {
            throw try connected().run(profile) { SQLiteSchema(profile: profile).missingTable(name, $0) }
        }
        let present = table.withoutAbsent { found.contains($0.lowercased()) }
        for column in present.allColumns where !found.contains(column.lowercased()) {
            let catalog = SQLiteCatalog(profile.with(present), path: path)
            let schema = try connected().run(profile) { try catalog.read($0) }
            throw .unlikeProfile(schema, .missingColumn(table: name, column: column))
        }
        known = present
        return present
    }

    func close() async {
        connection?.close()
        connection = nil
        lockedFile = nil
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
