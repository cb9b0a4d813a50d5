import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct ObserveTests {
    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an empty database has an identity and nothing else`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let seen = try await fixture.store.observe(owners: [owner()])
        #expect(seen.owners.isEmpty && seen.keys.isEmpty && seen.otherKeys.isEmpty)
        #expect(!seen.identity.description.isEmpty)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `two stores on one database have one identity, two databases have two`(_ kind: SeedDatabase.Kind) async throws
    {
        let fixture = try StoreFixture(kind)
        let other = try StoreFixture(kind)
        let identity = try await fixture.store.observe(owners: []).identity
        #expect(try await fixture.another().observe(owners: []).identity == identity)
        #expect(try await other.store.observe(owners: []).identity != identity)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `every column of a declared owner's rows is read as it is`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let key = randomKey()
        let dead = randomKey()
        try fixture.database.insert(backend)
        let id = try fixture.database.insertKey(
            key,
            owner: backend.id,
            name: "Backend Key",
            expiresAt: now + .seconds(3_600),
            createdAt: now,
            lastUsedAt: now - .seconds(60)
        )
        try fixture.database.insertKey(
            dead,
            owner: backend.id,
            name: nil,
            isActive: nil,
            createdAt: now - .seconds(86_400 * 365)
        )
        let seen = try await fixture.store.observe(owners: [backend])
        #expect(seen.owners == [backend])
        #expect(seen.otherKeys.isEmpty)
        let rows = seen.keys.sorted { ($0.createdAt ?? .distantPast, $0.id) > ($1.createdAt ?? .distantPast, $1.id) }
        #expect(rows.count == 2)
        #expect(
            rows.first
                == KeyRow(
                    id: id,
                    owner: backend.id,
                    name: "Backend Key",
                    plaintext: Secret(text: key),
                    isActive: true,
                    expiresAt: now + .seconds(3_600),
                    createdAt: now,
                    lastUsedAt: now - .seconds(60),
                    spellings: spellings
                )
        )
        #expect(rows.last?.plaintext == Secret(text: dead))
        #expect(rows.last?.name == nil && rows.last?.isActive == nil)
        #expect(rows.last?.expiresAt == nil && rows.last?.lastUsedAt == nil)
        #expect(rows.last?.createdAt == now - .seconds(86_400 * 365))
    }

    private let spellings = KeySpellings(prefix: "mcp_")

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `other owners' keys come as fingerprints, live and dead`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let stranger = owner("someone@else")
        let key = randomKey()
        try fixture.database.insert(stranger)
        let id = try fixture.database.insertKey(
            key,
            owner: stranger.id,
            name: "theirs",
            expiresAt: now,
            createdAt: now - .seconds(5),
            lastUsedAt: now - .seconds(1)
        )
        // One has no prefix: its other spelling has it.
        let (off, null) = (randomKey(), randomKey(prefix: ""))
        let offID = try fixture.database.insertKey(
            off,
            owner: stranger.id,
            name: "off",
            isActive: false,
            createdAt: now
        )
        let nullID = try fixture.database.insertKey(
            null,
            owner: stranger.id,
            name: nil,
            isActive: nil,
            createdAt: now
        )
        let seen = try await fixture.store.observe(owners: [owner()])
        #expect(seen.keys.isEmpty && seen.owners.isEmpty)
        func other(_ key: String, _ id: String, _ name: String?) -> StoreObservation.OtherKey {
            .init(
                fingerprint: fingerprint(key),
                otherSpelling: spellings.other(of: Secret(text: key)),
                isActive: false,
                expiresAt: nil,
                id: id,
                owner: stranger.id.text,
                ownerEmail: stranger.email,
                ownerName: stranger.name,
                name: name,
                createdAt: now
            )
        }
        #expect(
            Set(seen.otherKeys) == [
                .init(
                    fingerprint: fingerprint(key),
                    otherSpelling: spellings.other(of: Secret(text: key)),
                    expiresAt: now,
                    id: id,
                    owner: stranger.id.text,
                    ownerEmail: stranger.email,
                    ownerName: stranger.name,
                    name: "theirs",
                    createdAt: now - .seconds(5),
                    lastUsedAt: now - .seconds(1)
                ),
                other(off, offID, "off"), other(null, nullID, nil),
            ]
        )
        #expect(seen.otherKeys.count { $0.isLive(at: now) } == 1)
        #expect(seen.otherKeys.allSatisfy { !$0.isLive(at: now + .seconds(1)) })
    }

    @Test(arguments: [
        ("'not a uuid'", "not a uuid"), ("7", "7"), ("NULL", ""),
        ("x'00112233445566778899aabbccddeeff'", "00112233-4455-6677-8899-aabbccddeeff"),
        ("'00112233445566778899AABBCCDDEEFF'", "00112233-4455-6677-8899-aabbccddeeff"),
    ])
    func `an owner's id in SQLite is shown as UUID where it is one`(_ literal: String, _ shown: String) async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        try fixture.database.execute("DROP TABLE user_mcp_api_keys")
        try fixture.database.execute(
            """
            CREATE TABLE user_mcp_api_keys (id, user_id, api_key, name, is_active, expires_at, created_at, last_used_at);
            INSERT INTO user_mcp_api_keys VALUES ('a', \(literal), 'k', 'n', 1, NULL, 'soon', 'later');
            """
        )
        let other = try #require(try await fixture.store.observe(owners: [owner()]).otherKeys.first)
        #expect(other.owner == shown)
        #expect(other.id == "a" && other.createdAt == nil && other.lastUsedAt == nil)
    }

    @Test func `a row of a stranger whose key is no text stops no one, and is compared by its bytes`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let stranger = owner("stranger@x")
        try fixture.database.insert(stranger)
        try fixture.database.insertKey(randomKey(), owner: stranger.id, name: "k", createdAt: now)
        try fixture.database.execute("UPDATE user_mcp_api_keys SET api_key = x'ff00'")
        let bytes = Fingerprint(of: Secret([0xff, 0x00]))
        #expect(try await fixture.store.observe(owners: [owner()]).otherKeys.map(\.fingerprint) == [bytes])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an owner whose e-mail is taken by another id is seen`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let present = owner("system@backend", name: "By hand")
        try fixture.database.insert(present)
        let seen = try await fixture.store.observe(owners: [owner("system@backend"), owner("x@y")])
        #expect(seen.owners == [present])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `of several owners each is seen as its row is, or not at all`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let declared = ["same", "other", "moved", "missing"].map { owner($0 + "@x", name: "Service \($0)") }
        let present = [
            declared[0], owner("other@x", name: "service other", id: declared[1].id.text),
            owner("elsewhere@x", name: declared[2].name, id: declared[2].id.text),
        ]
        for owner in present { try fixture.database.insert(owner) }
        try fixture.database.insert(owner("stranger@x"))
        #expect(Set(try await fixture.store.observe(owners: declared).owners) == Set(present))
    }

    @Test func `owners are seen in a database whose encoding cannot hold what is declared`() async throws {
        let cluster = try PostgreSQLCluster.shared()
        let name = "latin_\(randomUUID().prefix(8))"
        try PostgreSQLClient(cluster.url("postgres")).rows(
            "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
        )
        let database = try PostgreSQLClient(cluster.url(name))
        try database.rows(SeedSchema.postgreSQLBySQL)
        let (same, renamed) = (owner("same@x", name: "Schlüssel"), owner("renamed@x", name: "Khóa"))
        for (owner, name) in [(same, "U&'Schl\\00fcssel'"), (renamed, "'Khoa'")] {
            try database.rows("INSERT INTO users (id, email, name) VALUES ('\(owner.id)', '\(owner.email)', \(name))")
        }
        let store = makeStore(for: .postgresql(Secret(text: cluster.url(name))), options: StoreFixture.options)
        let seen = try await store.observe(owners: [same, renamed])
        #expect(Set(seen.owners) == [same, Owner(id: renamed.id, email: "renamed@x", name: "Khoa")])
        await store.close()
    }

    @Test(arguments: [
        ("(varchar AS uuid)", "varchar(36)", "varchar(36)"), ("(text AS uuid)", "text", "text"),
        ("(uuid AS text)", "uuid", "text"),
    ])
    func `keys are seen where owners' ids are text and the database casts it`(
        _ cast: String,
        _ id: String,
        _ reference: String
    ) async throws {
        let cluster = try PostgreSQLCluster.shared()
        let name = "cast_\(randomUUID().prefix(8))"
        try PostgreSQLClient(cluster.url("postgres")).rows("CREATE DATABASE \(name)")
        let database = try PostgreSQLClient(cluster.url(name))
        try database.rows(SeedSchema.postgreSQLBySQL)
        for statement in [
            "ALTER TABLE user_mcp_api_keys DROP CONSTRAINT user_mcp_api_keys_user_id_fkey",
            "ALTER TABLE users ALTER id DROP DEFAULT, ALTER id TYPE \(id)",
            "ALTER TABLE user_mcp_api_keys ALTER user_id TYPE \(reference)",
            "CREATE CAST \(cast) WITH INOUT AS IMPLICIT",
        ] { try database.rows(statement) }
        let (mine, stranger) = (owner("mine@x"), owner("stranger@x"))
        let (key, other) = (randomKey(), randomKey())
        for (owner, key) in [(mine, key), (stranger, other)] {
            try database.rows(
                "INSERT INTO users (id, email, name) VALUES ('\(owner.id)', '\(owner.email)', '\(owner.name)')"
            )
            try database.rows(
                "INSERT INTO user_mcp_api_keys (user_id, api_key, name) VALUES ('\(owner.id)', '\(key)', 'k')"
            )
        }
        let store = makeStore(for: .postgresql(Secret(text: cluster.url(name))), options: StoreFixture.options)
        let seen = try await store.observe(owners: [mine, owner("missing@x")])
        #expect(seen.owners == [mine])
        #expect(seen.keys.map(\.fingerprint) == [fingerprint(key)] && seen.keys.map(\.owner) == [mine.id])
        #expect(seen.otherKeys.map(\.fingerprint) == [fingerprint(other)])
        #expect(seen.otherKeys.map(\.owner) == [stranger.id.text])
        await store.close()
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an owner declared twice, or found by id and by another's e-mail, is reported once`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let first = owner("first@x")
        try fixture.database.insert(first)
        try fixture.database.insertKey(randomKey(), owner: first.id, name: "k", createdAt: now)
        let renamed = owner("renamed@x", id: first.id.text)
        let seen = try await fixture.store.observe(owners: [renamed, renamed, owner("first@x")])
        #expect(seen.owners == [first])
        #expect(seen.keys.count == 1)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `reading writes nothing and needs no lock`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let holder = fixture.another()
        try await holder.lock(as: LockHolder("keyturn apply by a test"), timeout: .zero)
        _ = try await fixture.store.observe(owners: [owner()])
        await holder.close()
        #expect(try fixture.counts() == [["0", "0"]])
    }

    @Test(arguments: SeedDatabase.Kind.allCases.filter(\.isPostgreSQL))
    func `an infinite end is no end`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        try fixture.database.execute("UPDATE user_mcp_api_keys SET expires_at = 'infinity', created_at = '-infinity'")
        let row = try #require(try await fixture.store.observe(owners: [backend]).keys.first)
        #expect(row.expiresAt == nil)
        #expect(row.createdAt.map { $0 < Instant(microseconds: 0) } == true)
    }

    @Test(
        arguments: SeedDatabase.Kind.allCases,
        [("'294270-01-01'", "9223372036854775807"), ("'4714-11-24 00:00:00 BC'", "-9223372036854775808")]
    )
    func `a time beyond the range is its end`(
        _ kind: SeedDatabase.Kind,
        _ time: (postgreSQL: String, sqlite: String)
    ) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        let id = try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        let literal = kind.isPostgreSQL ? time.postgreSQL : time.sqlite
        try fixture.database.execute("UPDATE user_mcp_api_keys SET expires_at = \(literal), created_at = \(literal)")
        let row = try #require(try await fixture.store.observe(owners: [backend]).keys.first)
        let isPast = time.sqlite.hasPrefix("-")
        #expect(row.expiresAt.map { ($0 < now) == isPast } == true)
        #expect(row.createdAt == row.expiresAt)
        _ = try await fixture.store.observe(owners: [])
        try await fixture.store.end(KeyEndings(ends: [KeyEnd(row: id, end: now)]), at: now)
        #expect(try await fixture.store.observe(owners: [backend]).keys.allSatisfy { ($0.expiresAt ?? now) <= now })
    }

    @Test(arguments: [Instant.distantPast, .distantFuture])
    func `no instant is beyond what the wire can carry`(_ instant: Instant) {
        let back = PostgreSQLTimestamp.instant(PostgreSQLTimestamp.wire(instant))
        #expect(back.map { $0 < now } ?? false == (instant == .distantPast))
    }

    @Test(arguments: [
        "2026-11-23 12:00:00.123456", "2026-11-23T12:00:00.123456Z", "2026-11-23 19:00:00.123456+07:00",
    ])
    func `SQLite's texts of one instant are read alike`(_ text: String) async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let backend = owner()
        try fixture.database.insert(backend)
        try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        try fixture.database.execute("UPDATE user_mcp_api_keys SET expires_at = '\(text)', is_active = 'true'")
        let row = try #require(try await fixture.store.observe(owners: [backend]).keys.first)
        #expect(row.expiresAt == now)
        #expect(row.isActive == true)
    }

    @Test func `SQLite's numbers are seconds since 1970`() async throws {
        let fixture = try StoreFixture(.sqliteHex)
        let backend = owner()
        try fixture.database.insert(backend)
        try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        try fixture.database.execute("UPDATE user_mcp_api_keys SET expires_at = 1795435200")
        let row = try #require(try await fixture.store.observe(owners: [backend]).keys.first)
        #expect(row.expiresAt == Instant(secondsSince1970: 1_795_435_200))
    }

    @Test(arguments: [
        ("expires_at = 'soon'", "expires_at", "it is not a date and time"),
        ("created_at = 'long ago'", "created_at", "it is not a date and time"),
        ("is_active = 'perhaps'", "is_active", "it is neither true nor false"),
        ("api_key = x'ff00'", "api_key", "it is not a text"),
    ])
    func `a row that cannot be understood is named, and others are read`(
        _ change: String,
        _ column: String,
        _ reason: String
    ) async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let backend = owner()
        try fixture.database.insert(backend)
        let id = try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        try fixture.database.insertKey(randomKey(), owner: backend.id, name: "other", createdAt: now)
        try fixture.database.execute("UPDATE user_mcp_api_keys SET \(change) WHERE name = 'k'")
        let seen = try await fixture.store.observe(owners: [backend])
        // A key whose row is damaged can be ended all the same.
        #expect(
            Set(seen.keys.filter { $0.isLive(at: now) }.map(\.name))
                == (column == "api_key" ? ["other"] : ["k", "other"])
        )
        #expect(
            seen.unreadable == [
                UnreadableRow(
                    id: id,
                    table: "user_mcp_api_keys",
                    column: column,
                    reason: reason,
                    owner: backend.id,
                    name: "k"
                )
            ]
        )
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a row without an id is named, and others are read`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let (backend, stranger, lost) = (owner(), owner("stranger@x"), owner("lost@x"))
        for owner in [backend, stranger] { try fixture.database.insert(owner) }
        for table in ["user_mcp_api_keys", "users"] { try fixture.database.loosen(table) }
        for (owner, name) in [(backend, "k"), (backend, "other"), (stranger, "k")] {
            try fixture.database.insertKey(randomKey(), owner: owner.id, name: name, createdAt: now)
        }
        try fixture.database.execute("UPDATE user_mcp_api_keys SET id = NULL WHERE name = 'k'")
        try fixture.database.execute("INSERT INTO users (id, email, name) VALUES (NULL, 'lost@x', 'Lost')")
        let seen = try await fixture.store.observe(owners: [backend, lost])
        #expect(seen.keys.map(\.name) == ["other"])
        #expect(seen.otherKeys.count == 1)
        #expect(
            Set(seen.unreadable) == [
                .withoutID("user_mcp_api_keys", "id", owner: backend.id, name: "k"),
                .withoutID("users", "id", email: "lost@x"),
            ]
        )
    }

    /// Every column that a table lets be empty, in a row of a declared owner and in one of another.
    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `no cell without a value keeps other rows from being read`(_ kind: SeedDatabase.Kind) async throws {
        let columns = ["id", "user_id", "api_key", "name", "is_active", "expires_at", "created_at", "last_used_at"]
        for column in columns {
            let fixture = try StoreFixture(kind)
            let (backend, stranger) = (owner(), owner("stranger@x"))
            for owner in [backend, stranger] { try fixture.database.insert(owner) }
            try fixture.database.loosen("user_mcp_api_keys")
            for (owner, name) in [(backend, "k"), (backend, "other"), (stranger, "k")] {
                try fixture.database.insertKey(randomKey(), owner: owner.id, name: name, createdAt: now)
            }
            try fixture.database.execute("UPDATE user_mcp_api_keys SET \(column) = NULL WHERE name = 'k'")
            let seen = try await fixture.store.observe(owners: [backend])
            #expect(seen.keys.contains { $0.name == "other" }, "\(column)")
        }
    }

    @Test func `a last use that cannot be read is unknown`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let backend = owner()
        try fixture.database.insert(backend)
        try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now, lastUsedAt: now)
        try fixture.database.execute("UPDATE user_mcp_api_keys SET last_used_at = 'lately'")
        let seen = try await fixture.store.observe(owners: [backend])
        #expect(seen.unreadable == [] && seen.keys.map(\.lastUsedAt) == [nil])
    }

    @Test func `an end that is not a time stops no one in a row of an owner that no one declares`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        let stranger = owner("stranger@x")
        try fixture.database.insert(stranger)
        try fixture.database.insertKey(randomKey(), owner: stranger.id, name: "k", createdAt: now)
        try fixture.database.execute("UPDATE user_mcp_api_keys SET expires_at = 'soon'")
        let others = try await fixture.store.observe(owners: [owner()]).otherKeys
        #expect(others.map(\.expiresAt) == [nil])
    }
}
