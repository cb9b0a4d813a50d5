import Model
import TestSupport
import Testing

@testable import Stores

/// Databases as applications have them: other schemas, other parameters, other encodings.
@Suite struct OtherURLTests {
    private static let driverParameters = [
        ("schema=app", "schema", "options=-csearch_path%3DNAME"),
        ("connection_limit=5", "connection_limit", "remove it"),
        ("sslmode=prefer&pgbouncer=true", "pgbouncer", "remove it"),
        ("connect_timeout=3&pool_timeout=2", "pool_timeout", "remove it"),
        ("sslaccept=strict", "sslaccept", "sslmode=verify-full"),
        ("currentSchema=app", "currentSchema", "options=-csearch_path%3DNAME"),
    ]

    @Test(arguments: driverParameters)
    func `a parameter that only a driver knows is named, with what libpq takes`(
        _ query: String,
        _ name: String,
        _ fix: String
    ) async throws {
        let store = makeStore(for: .postgresql(Secret(text: "postgresql://svc:hunter2@127.0.0.1:1/d?\(query)")))
        let error = await storeError { _ = try await store.observe(owners: []) }
        guard case .unknownParameter(let message, let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message == "libpq does not support the parameter `\(name)`")
        #expect(found.contains(fix))
        #expect(!String(describing: error).contains("hunter2"))
    }

    @Test func `all unknown parameters are reported at once`() async throws {
        let query = "schema=app&connection_limit=1&pgbouncer=true&S3cret=1"
        let store = makeStore(for: .postgresql(Secret(text: "postgresql://svc@127.0.0.1:1/d?\(query)")))
        let error = await storeError { _ = try await store.observe(owners: []) }
        guard case .unknownParameter(let message, let fix) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains("`schema`, `connection_limit`, `pgbouncer`, the one that is at place 4"))
        #expect(
            fix.contains("`schema`: write `options") && fix.contains("`connection_limit`, `pgbouncer`: remove it")
        )
        #expect(!message.contains("S3cret"))
    }

    @Test(arguments: ["no-verify", "enable"])
    func `a value of sslmode that libpq does not know is reported as that`(_ value: String) async throws {
        let url = "postgresql://svc@127.0.0.1:1/d?sslmode=\(value)"
        let store = makeStore(for: .postgresql(Secret(text: url)), options: StoreFixture.options)
        let error = await storeError { _ = try await store.observe(owners: []) }
        #expect(String(describing: error).contains("value of `sslmode`"))
    }

    @Test func `any other unknown parameter is reported by its place alone`() async throws {
        let url = "postgresql://svc:hunter2@127.0.0.1:1/d?sslmode=prefer&S3cret=1"
        let store = makeStore(for: .postgresql(Secret(text: url)), options: StoreFixture.options)
        let error = await storeError { _ = try await store.observe(owners: []) }
        #expect(String(describing: error).contains("at place 2 behind"))
        #expect(!String(describing: error).contains("S3cret"))
    }

    @Test func `tables that only the role's search path or the URL's options find are found`() async throws {
        let fixture = try StoreFixture(.postgreSQLByORM)
        let cluster = try PostgreSQLCluster.shared()
        let name = fixture.database.name
        try fixture.database.execute(
            "CREATE SCHEMA app; ALTER TABLE users SET SCHEMA app; ALTER TABLE user_mcp_api_keys SET SCHEMA app"
        )
        let backend = owner()
        for url in [
            cluster.url(name) + "&options=-csearch_path%3Dapp",
            cluster.url(name) + "&options=-csearch_path%3Dapp,public",
        ] {
            let store = makeStore(for: .postgresql(Secret(text: url)), options: StoreFixture.options)
            try await store.issue([newKey(for: backend)], owners: [backend], at: now)
            let seen = try await store.observe(owners: [backend])
            #expect(!seen.keys.isEmpty)
            #expect(seen.schema?.tables.map(\.name) == ["users", "user_mcp_api_keys"])
        }
        try fixture.database.execute("ALTER ROLE keyturn IN DATABASE \(name) SET search_path = app")
        #expect(try await fixture.store.observe(owners: [backend]).keys.count == 2)
    }

    @Test func `a table in another schema is found there`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute("CREATE SCHEMA app; ALTER TABLE user_mcp_api_keys SET SCHEMA app")
        let error = await storeError { _ = try await fixture.store.observe(owners: [owner()]) }
        #expect(error == .missingTable("user_mcp_api_keys", schemas: ["app"]))
        #expect(error?.summary.contains("in its search path") == true)
    }

    @Test func `an e-mail column of citext finds an owner in another case`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute("CREATE EXTENSION citext; ALTER TABLE users ALTER email TYPE citext")
        let stored = owner("System@Backend")
        try fixture.database.insert(stored)
        let seen = try await fixture.store.observe(owners: [owner("system@backend")])
        #expect(seen.owners == [stored])
        #expect(seen.schema?.ignoresCaseOfEmail == true)
        let other = owner("other@backend")
        try await fixture.store.issue([newKey(for: other)], owners: [other], at: now)
        #expect(try await fixture.store.observe(owners: [other]).owners == [other])
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a plain e-mail column tells cases apart`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        try fixture.database.insert(owner("System@Backend"))
        #expect(try await fixture.store.observe(owners: [owner("system@backend")]).owners.isEmpty)
    }

    @Test func `a database in SQL_ASCII with rows that are not UTF-8 is read and written`() async throws {
        let cluster = try PostgreSQLCluster.shared()
        let name = "ascii_\(randomUUID().prefix(8))"
        try PostgreSQLClient(cluster.url("postgres")).rows(
            "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        let client = try PostgreSQLClient(cluster.url(name))
        try client.rows(SeedSchema.postgreSQLBySQL)
        let backend = owner()
        let other = randomUUID()
        try client.rows(
            """
            SET client_encoding = 'SQL_ASCII';
            INSERT INTO users VALUES ('\(other)', E'caf\\351@old', E'Caf\\351');
            INSERT INTO user_mcp_api_keys (user_id, api_key, name, is_active)
                VALUES ('\(other)', E'caf\\351-key', E'Caf\\351', true)
            """
        )
        let store = makeStore(for: .postgresql(Secret(text: cluster.url(name))), options: StoreFixture.options)
        let key = newKey(for: backend)
        try await store.issue([key], owners: [backend], at: now)
        let seen = try await store.observe(owners: [backend])
        #expect(seen.keys.map(\.fingerprint) == [key.fingerprint])
        #expect(seen.otherKeys.count == 1)
        try await store.end(KeyEndings(deactivated: seen.keys.map(\.id)), at: now)
        #expect(try await store.observe(owners: [backend]).keys.map(\.isActive) == [false])
        await store.close()
        // Owners whose row is not UTF-8 are read as well.
        guard let id = OwnerID(other) else { return }
        #expect(try await store.observe(owners: [Owner(id: id, email: "x", name: "y")]).keys.count == 1)
    }

    @Test func `a role with one connection is told that two are needed`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let (role, password) = ("role_\(randomUUID().prefix(8))", randomKey(prefix: "pw"))
        try fixture.database.execute(
            """
            CREATE ROLE \(role) LOGIN PASSWORD '\(password)' CONNECTION LIMIT 1;
            GRANT SELECT ON users, user_mcp_api_keys TO \(role)
            """
        )
        let url = try PostgreSQLCluster.shared().url(fixture.database.name, role: role, password: password)
        let store = makeStore(for: .postgresql(Secret(text: url)), options: StoreFixture.options)
        try await store.lock(as: LockHolder("keyturn"), timeout: .zero)
        let error = await storeError { _ = try await store.observe(owners: []) }
        #expect(error?.kind == "connectionLimit")
        #expect(error?.summary == "the database allows too few connections")
        await store.close()
    }
}
