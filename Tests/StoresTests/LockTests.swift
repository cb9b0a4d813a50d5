import Foundation
import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct LockTests {
    private let ours = LockHolder("keyturn apply by alice on ci-7, process 4711")

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a second run is kept out until the first one closes`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let second = fixture.another()
        try await fixture.store.lock(as: ours, timeout: .zero)
        #expect(await storeError { try await second.lock(as: ours, timeout: .milliseconds(50)) }?.kind == "lockHeld")
        await fixture.store.close()
        try await second.lock(as: ours, timeout: .seconds(600))
        await second.close()
        await second.close()
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a run that waits gets the lock as soon as it is free`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let second = fixture.another()
        try await fixture.store.lock(as: ours, timeout: .zero)
        let waiting = Thread.run { try await second.lock(as: LockHolder("second"), timeout: .seconds(1_200)) }
        await fixture.store.close()
        try await waiting.value
        await second.close()
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `whoever holds the lock can write, and take it again`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try await fixture.store.lock(as: ours, timeout: .zero)
        try await fixture.store.lock(as: ours, timeout: .zero)
        try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        let row = try #require(try await fixture.store.observe(owners: [backend]).keys.first)
        try await fixture.store.end(KeyEndings(ends: [KeyEnd(row: row.id, end: now)]), at: now)
        #expect(try fixture.counts() == [["1", "1"]])
        await fixture.store.close()
    }

    /// A store on another key table of the same database; a lock looks at no column.
    private func store(_ fixture: StoreFixture, _ table: String) -> any KeyStore {
        var profile = StoreProfile()
        profile.keys.table = table
        return makeStore(for: fixture.database.url, profile: profile, options: StoreFixture.options)
    }

    @Test func `each key table of a PostgreSQL database has one lock, whatever it is called`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute("CREATE SCHEMA a; CREATE TABLE a.user_mcp_api_keys (id int)")
        let (other, same) = (store(fixture, "a.user_mcp_api_keys"), store(fixture, "public.user_mcp_api_keys"))
        try await fixture.store.lock(as: ours, timeout: .zero)
        try await other.lock(as: ours, timeout: .zero)
        #expect(await storeError { try await same.lock(as: ours, timeout: .zero) }?.kind == "lockHeld")
        let places = try await (fixture.store.lockPlace(), other.lockPlace(), same.lockPlace())
        #expect(places.0 == places.2 && places.0 != places.1)
        #expect(!other.share(lockOf: fixture.store))
        await fixture.store.close()
        // The server notices the end of a connection when it comes to it.
        try await same.lock(as: ours, timeout: .seconds(300))
        for store in [other, same] { await store.close() }
    }

    @Test func `a table that took another's place is not written to under the other's lock`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try await fixture.store.lock(as: ours, timeout: .zero)
        try fixture.database.execute(
            """
            ALTER TABLE user_mcp_api_keys RENAME TO former;
            CREATE TABLE user_mcp_api_keys (LIKE former INCLUDING ALL)
            """
        )
        let backend = owner()
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }
                == .lockLost
        )
        await fixture.store.close()
    }

    @Test func `two key tables of a SQLite file have one lock, which stores of one run share`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let (second, third) = (store(fixture, "other_keys"), fixture.another())
        try await fixture.store.lock(as: ours, timeout: .zero)
        #expect(try await fixture.store.lockPlace() == second.lockPlace())
        #expect(await storeError { try await second.lock(as: ours, timeout: .zero) }?.kind == "lockHeld")
        #expect(second.share(lockOf: fixture.store))
        try await second.lock(as: ours, timeout: .zero)
        await fixture.store.close()
        #expect(await storeError { try await third.lock(as: ours, timeout: .zero) }?.kind == "lockHeld")
        await second.close()
        try await third.lock(as: ours, timeout: .zero)
        await third.close()
    }

    /// How many POSIX locks this process holds on a file.
    private func posixLocks(on file: SQLiteFile) throws -> Int {
        try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n").count { line in
            let fields = line.split(separator: " ")
            return fields[1] == "POSIX" && fields[4] == "\(getpid())" && fields[5].hasSuffix(":\(file.inode)")
        }
    }

    @Test func `a store that is closed leaves the locks of another store on the same file`() throws {
        let fixture = try StoreFixture(.sqliteDashed)
        var closing: SQLiteConnection? = try SQLiteConnection(path: fixture.database.name, profile: .pmMCPServer)
        let writing = try SQLiteConnection(path: fixture.database.name, profile: .pmMCPServer)
        try writing.run(.pmMCPServer) { try $0.execute("BEGIN IMMEDIATE") }
        let held = try posixLocks(on: writing.file)
        #expect(held > 0)
        closing?.close()
        closing = nil
        #expect(try posixLocks(on: writing.file) == held)
        try writing.run(.pmMCPServer) { try $0.execute("COMMIT") }
        writing.close()
    }

    @Test func `PostgreSQL names the holder in its own words`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try await fixture.store.lock(as: ours, timeout: .zero)
        let error = await storeError { try await fixture.another().lock(as: ours, timeout: .milliseconds(50)) }
        guard case .lockHeld(let holder) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.hasPrefix("keyturn apply by alice on ci-7, process 4711 ("))
        await fixture.store.close()
    }

    @Test func `SQLite names the process that holds the lock, and a killed holder's lock is free`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        process.arguments = ["-x", fixture.database.name, "sh", "-c", "echo locked; exec sleep 86400"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("locked\n".utf8))
        let error = await storeError { try await fixture.store.lock(as: ours, timeout: .milliseconds(20)) }
        guard case .lockHeld(let holder) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.contains("process \(process.processIdentifier)"))
        #expect(holder.hasPrefix("flock -x"))
        // The child of flock holds the same lock; it is the leader's only child.
        let children = try String(
            contentsOfFile: "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children",
            encoding: .utf8
        )
        for child in children.split(separator: " ") { kill(try #require(Int32(child)), SIGKILL) }
        kill(process.processIdentifier, SIGKILL)
        try await fixture.store.lock(as: ours, timeout: .seconds(1_200))
        await fixture.store.close()
    }

    @Test func `a killed holder's lock is free in PostgreSQL, and the killed one knows`() async throws {
        let fixture = try StoreFixture(.postgreSQLByORM)
        try await fixture.store.lock(as: ours, timeout: .zero)
        try fixture.database.execute(
            """
            SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        )
        let second = fixture.another()
        try await second.lock(as: ours, timeout: .zero)
        let backend = owner()
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }
                == .lockLost
        )
        #expect(
            await storeError {
                try await fixture.store.end(KeyEndings(ends: [KeyEnd(row: randomUUID(), end: now)]), at: now)
            }
                == .lockLost
        )
        #expect(try fixture.counts() == [["0", "0"]])
        await second.close()
    }

    @Test func `a SQLite file that was replaced is not written to`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        try await fixture.store.lock(as: ours, timeout: .zero)
        let path = fixture.database.name
        try FileManager.default.copyItem(atPath: path, toPath: path + ".copy")
        #expect(rename(path + ".copy", path) == 0)
        let backend = owner()
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }
                == .lockLost
        )
        #expect(try fixture.counts() == [["0", "0"]])
        await fixture.store.close()
    }

    @Test func `PostgreSQL's lock holds back no vacuum and outlasts the server's limit on idle transactions`()
        async throws
    {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute(
            "ALTER DATABASE \(fixture.database.name) SET idle_in_transaction_session_timeout = '1ms'"
        )
        try await fixture.store.lock(as: ours, timeout: .zero)
        #expect(
            try fixture.database.execute(
                """
                SELECT a.state, a.backend_xid, a.backend_xmin FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """
            ) == [["idle in transaction", nil, nil]]
        )
        await fixture.store.close()
    }

    @Test func `a connection that the server ended while it was idle is opened again`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let backend = owner()
        _ = try await fixture.store.observe(owners: [backend])
        let end = """
            SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """
        try fixture.database.execute(end)
        try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        try fixture.database.execute(end)
        #expect(try await fixture.store.observe(owners: [backend]).keys.count == 1)
    }
}

extension Thread {
    /// Work on a thread of its own, as the reconciler gives one to each environment: what blocks there blocks no one.
    fileprivate static func run(_ work: @escaping @Sendable () async throws -> Void) -> Task<Void, any Error> {
        Task.detached(executorPreference: DedicatedThread(), operation: work)
    }
}

private final class DedicatedThread: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        Thread.detachNewThread { job.runSynchronously(on: executor) }
    }
}
