import Foundation
import CSQLite
import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct StoreErrorTests {
    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a table whose name is nearly the same is proposed`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        try fixture.database.execute("ALTER TABLE user_mcp_api_keys RENAME TO user_mcp_api_key")
        let error = await storeError { _ = try await fixture.store.observe(owners: [owner()]) }
        #expect(error == .missingTable("user_mcp_api_keys", near: "user_mcp_api_key"))
    }

    @Test(arguments: SeedDatabase.Kind.allCases, ["users", "user_mcp_api_keys"])
    func `a missing table is named`(_ kind: SeedDatabase.Kind, _ table: String) async throws {
        let fixture = try StoreFixture(kind)
        try fixture.database.execute("ALTER TABLE \(table) RENAME TO elsewhere")
        let backend = owner()
        let expected = StoreError.missingTable(table)
        #expect(await storeError { _ = try await fixture.store.observe(owners: [backend]) } == expected)
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }
                == expected
        )
    }

    @Test(
        arguments: SeedDatabase.Kind.allCases,
        [("users", "email"), ("user_mcp_api_keys", "expires_at"), ("user_mcp_api_keys", "last_used_at")]
    )
    func `a missing column is named`(_ kind: SeedDatabase.Kind, _ place: (table: String, column: String)) async throws {
        let fixture = try StoreFixture(kind)
        try fixture.database.execute("ALTER TABLE \(place.table) RENAME COLUMN \(place.column) TO elsewhere")
        let backend = owner()
        let expected = StoreError.missingColumn(table: place.table, column: place.column)
        #expect(await storeError { _ = try await fixture.store.observe(owners: [backend]) } == expected)
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }
                == expected
        )
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a profile without the optional columns does without them`(_ kind: SeedDatabase.Kind) async throws {
        let database = try SeedDatabase(kind)
        for (table, column) in [
            ("user_mcp_api_keys", "last_used_at"), ("users", "updated_at"), ("users", "created_at"),
        ] { try database.execute("ALTER TABLE \(table) DROP COLUMN \(column)") }
        var profile = StoreProfile.pmMCPServer
        profile.keys.lastUsedAt = nil
        profile.owners.createdAt = nil
        profile.owners.updatedAt = nil
        let store = makeStore(for: database.url, profile: profile, options: StoreFixture.options)
        let backend = owner()
        try await store.issue([newKey(for: backend)], owners: [backend], at: now)
        let seen = try await store.observe(owners: [backend])
        #expect(seen.keys.map(\.lastUsedAt) == [nil])
        #expect(seen.owners == [backend])
        try await store.end(KeyEndings(ends: seen.keys.map { KeyEnd(row: $0.id, end: now) }), at: now)
        #expect(try await store.observe(owners: [backend]).keys.map(\.expiresAt) == [now])
    }

    @Test func `a column of an unsuitable type is named`() async throws {
        let fixture = try StoreFixture(.postgreSQLByORM)
        try fixture.database.execute("ALTER TABLE user_mcp_api_keys ALTER COLUMN expires_at TYPE text")
        let backend = owner()
        for error in [
            await storeError { _ = try await fixture.store.observe(owners: [backend]) },
            await storeError {
                try await fixture.store.end(KeyEndings(ends: [KeyEnd(row: randomUUID(), end: now)]), at: now)
            },
        ] {
            guard case .unsuitableColumn("user_mcp_api_keys", "expires_at", _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func `a column that must be written and that the profile does not know is named`() async throws {
        let fixture = try StoreFixture(.postgreSQLByORM)
        try fixture.database.execute("ALTER TABLE user_mcp_api_keys ADD COLUMN tenant text NOT NULL")
        let backend = owner()
        let error = await storeError {
            try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        }
        guard case .unsuitableColumn("user_mcp_api_keys", "tenant", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a database that takes no writes is read-only, and still read`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute(
            "ALTER DATABASE \(fixture.database.name) SET default_transaction_read_only = on"
        )
        let backend = owner()
        _ = try await fixture.store.observe(owners: [backend])
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }?.kind
                == "readOnly"
        )
        #expect(
            await storeError {
                try await fixture.store.end(KeyEndings(ends: [KeyEnd(row: randomUUID(), end: now)]), at: now)
            }?.kind
                == "readOnly"
        )
    }

    @Test func `a SQLite file that takes no writes is read-only, and still read`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        // The header's write version, of a format newer than any: that file may be read alone. Permissions would not
        // stop a test that runs as root.
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: fixture.database.name))
        try file.seek(toOffset: 18)
        try file.write(contentsOf: Data([3]))
        try file.close()
        let backend = owner()
        _ = try await fixture.store.observe(owners: [backend])
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }?.kind
                == "readOnly"
        )
    }

    @Test func `a role without rights is told so`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let (role, password) = ("role_\(randomUUID().prefix(8))", randomKey(prefix: "pw"))
        try fixture.database.execute("CREATE ROLE \(role) LOGIN PASSWORD '\(password)'")
        let cluster = try PostgreSQLCluster.shared()
        let url = cluster.url(fixture.database.name, role: role, password: password)
        let store = makeStore(for: .postgresql(Secret(text: url)))
        #expect(await storeError { _ = try await store.observe(owners: []) }?.kind == "unreadable")
    }

    @Test func `a role that may not ask for the system identifier still reads`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let role = "role_\(randomUUID().prefix(8))"
        let name = fixture.database.name
        try fixture.database.execute(
            """
            CREATE ROLE \(role) LOGIN; REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC;
            GRANT SELECT ON users, user_mcp_api_keys TO \(role)
            """
        )
        let url = try PostgreSQLCluster.shared().url(name).replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@")
        let first = try await makeStore(for: .postgresql(Secret(text: url))).observe(owners: []).identity
        let second = try await makeStore(for: .postgresql(Secret(text: url))).observe(owners: []).identity
        #expect(first == second)
        #expect(first.description.contains("unknown"))
    }

    @Test func `a wrong password is said without the password`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let (role, password) = ("role_\(randomUUID().prefix(8))", "wrong-Pa55")
        try fixture.database.execute("CREATE ROLE \(role) LOGIN PASSWORD 'right'")
        let url = try PostgreSQLCluster.shared().url(fixture.database.name, role: role, password: password)
        let error = await storeError {
            _ = try await makeStore(for: .postgresql(Secret(text: url))).observe(owners: [])
        }
        #expect(error?.kind == "authentication")
        #expect(!String(describing: error).contains(password))
        #expect(String(describing: error).contains(role))
    }

    @Test func `a password that is asked for and not given is an authentication error`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let role = "role_\(randomUUID().prefix(8))"
        try fixture.database.execute("CREATE ROLE \(role) LOGIN PASSWORD 'right'")
        let url = "postgresql://\(role)@127.0.0.1:\(try PostgreSQLCluster.shared().port)/\(fixture.database.name)"
        let store = makeStore(for: .postgresql(Secret(text: url)))
        #expect(await storeError { _ = try await store.observe(owners: []) }?.kind == "authentication")
    }

    @Test(arguments: ["postgresql://127.0.0.1:1/none", "postgresql:///none?host=/nonexistent"])
    func `a server that is not there is unreachable`(_ url: String) async throws {
        let store = makeStore(for: .postgresql(Secret(text: url)))
        #expect(await storeError { _ = try await store.observe(owners: []) }?.kind == "unreachable")
        #expect(await storeError { try await store.lock(as: LockHolder("x"), timeout: .zero) }?.kind == "unreachable")
    }

    @Test func `a database that is not there is unreachable`() async throws {
        let url = try PostgreSQLCluster.shared().url("no_such_database")
        let store = makeStore(for: .postgresql(Secret(text: url)))
        let error = await storeError { _ = try await store.observe(owners: []) }
        #expect(error?.kind == "unreachable")
        #expect(String(describing: error).contains("no_such_database"))
    }

    @Test(arguments: [
        "postgresql://svc:S3cr/etPw@db.example.invalid/prod", "postgresql://u:p@hunter2@127.0.0.1:1/db",
        "postgresql://u:S3cr?hunter2@127.0.0.1:1/db", "postgres://u:4711/hunter2@127.0.0.1/db",
        "postgresql://h:S3cr,i:1/d", "postgresql://[::1]:S3cr/d",
    ])
    func `a URL whose password is not encoded is refused without a piece of it`(_ url: String) async throws {
        let store = makeStore(for: .postgresql(Secret(text: url)))
        let error = await storeError { _ = try await store.observe(owners: []) }

        #expect(error?.kind == "badURL")
        for part in ["S3cr", "etPw", "4711", "hunter2"] { #expect(!String(describing: error).contains(part)) }

    }

    @Test(arguments: [
        "postgresql://u:p%40w@h:5432,i/d", "postgresql:///d?host=/run&user=svc@corp", "postgres://[::1]:5432/d",
        "postgresql://h", "postgresql://u@:5432/d",
    ])
    func `a URL that libpq reads as it is meant passes`(_ url: String) {
        #expect(!PostgreSQLURL.isMisread(Array(url.utf8)))
    }

    @Test(arguments: ["postgresql://u:pa55%zz@h/d", "postgresql://u:secret@h:port/d?nonsense=1", "postgresql://[::1/d"])
    func `a URL that libpq cannot read is quoted nowhere`(_ url: String) async throws {
        let store = makeStore(for: .postgresql(Secret(text: url)))
        let error = await storeError { _ = try await store.observe(owners: []) }
        #expect(error?.kind == "badURL")
        for part in ["pa55", "secret", "nonsense", "zz"] { #expect(!String(describing: error).contains(part)) }
    }

    @Test func `a SQLite file that is missing is not made`() async throws {
        let folder = try TemporaryFolder()
        let store = makeStore(for: .sqlite(path: folder("none.db")))
        let error = await storeError { _ = try await store.observe(owners: []) }
        guard case .unreachable(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.hasPrefix("/") && message.hasSuffix("/none.db does not exist"))
        #expect(!FileManager.default.fileExists(atPath: folder("none.db")))
    }

    @Test func `a file that is not a database is said to be none`() async throws {
        let folder = try TemporaryFolder()
        try Data((0..<8_192).map { UInt8(truncatingIfNeeded: $0 * 7) }).write(to: URL(fileURLWithPath: folder("x.db")))
        for path in [folder("x.db"), folder.path] {
            let store = makeStore(for: .sqlite(path: path))
            #expect(await storeError { _ = try await store.observe(owners: []) }?.kind == "unreachable")
        }
    }

    @Test func `what a server's own trigger says is shown without what looks like a key`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let backend = owner()
        try fixture.database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'no \(randomKey())'); END"
        )
        let error = await storeError {
            try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        }
        #expect(error == .constraint(message: "no ••••••••"))
    }

    /// Primary codes, and further ones that say more of the same.
    private static let codes: [(Int32, String)] = [
        (SQLITE_FULL, "full"), (further(4, of: SQLITE_READONLY), "readOnly"), (further(2, of: SQLITE_BUSY), "timeout"),
        (further(4, of: SQLITE_IOERR), "unreachable"), (further(3, of: SQLITE_CORRUPT), "unreachable"),
        (SQLITE_NOTADB, "unreachable"), (further(8, of: SQLITE_CONSTRAINT), "constraint"),
        (SQLITE_PERM, "permissionDenied"), (SQLITE_NOMEM, "other"),
    ]

    private static func further(_ number: Int32, of code: Int32) -> Int32 { code + 256 * number }

    @Test(arguments: codes)
    func `SQLite's result codes have one meaning each`(_ code: Int32, _ kind: String) {
        let error = SQLiteFailure(code: code, message: "words")
        #expect(SQLiteErrors.error(error, profile: .pmMCPServer, database: nil).kind == kind)
    }

    @Test func `a connection that ends before the commit has written nothing`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute(
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
            CREATE TRIGGER die AFTER INSERT ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION die()
            """
        )
        let backend = owner()
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now) }?.kind
                == "unreachable"
        )
        #expect(try fixture.counts() == [["0", "0"]])
        try fixture.database.execute("DROP TRIGGER die ON user_mcp_api_keys")
        try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        #expect(try fixture.counts() == [["1", "1"]])
    }

    @Test func `what waits for the commit runs before it, so that a connection that it ends has written nothing`()
        async throws
    {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute(
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
            CREATE CONSTRAINT TRIGGER die AFTER INSERT OR UPDATE ON user_mcp_api_keys DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die()
            """
        )
        let backend = owner()
        try fixture.database.insert(backend)
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: backend)], owners: [], at: now) }?.kind
                == "unreachable"
        )
        #expect(try await fixture.store.observe(owners: [backend]).keys.isEmpty)
    }
}
