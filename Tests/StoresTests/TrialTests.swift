import Model
import TestSupport
import Testing

@testable import Stores

/// What the database's own rules say of rows before they are written.
@Suite struct TrialTests {
    private func trial(_ name: String = "Backend Key", _ owner: Owner) -> RowTrial {
        RowTrial(
            identity: "backend",
            owner: owner,
            key: newKey(for: owner, name: name, createdAt: now - .seconds(60)),
            end: now + .seconds(172_800)
        )
    }

    private func objections(
        _ kind: SeedDatabase.Kind,
        _ ddl: [String],
        _ trial: RowTrial? = nil
    ) async throws -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        let fixture = try StoreFixture(kind)
        for sql in ddl { try fixture.database.execute(sql) }
        let seen = try await fixture.store.observe(owners: [owner()])
        #expect(seen.schema?.hasConditions == true)
        return try await fixture.store.objections(to: [trial ?? self.trial(owner())], at: now).filter { !$1.isEmpty }
    }

    private typealias Objection = StoreSchema.Objection

    private static let refusedEnds: [(ddl: [String], condition: String?, kind: StoreSchema.Objection.Kind)] = [
        (
            [
                "CREATE DOMAIN early AS timestamp CONSTRAINT soon CHECK (VALUE < '2000-01-01')",
                "ALTER TABLE user_mcp_api_keys ALTER expires_at TYPE early",
            ], "soon", .domain("early")
        ),
        (
            [
                "CREATE TABLE days (t timestamp PRIMARY KEY)",
                "ALTER TABLE user_mcp_api_keys ADD CONSTRAINT ends FOREIGN KEY (expires_at) REFERENCES days (t)",
            ], "ends", .reference
        ),
        (
            [
                "ALTER TABLE user_mcp_api_keys ADD g int GENERATED ALWAYS AS (CASE WHEN expires_at IS NULL THEN 1 END) "
                    + "STORED NOT NULL"
            ], "g", .generated
        ),
        (
            [
                "ALTER TABLE user_mcp_api_keys ADD g boolean GENERATED ALWAYS AS (expires_at IS NULL) STORED "
                    + "CONSTRAINT open CHECK (g)"
            ], "open", .condition
        ),
        (
            [
                "ALTER TABLE user_mcp_api_keys ADD g varchar(10) GENERATED ALWAYS AS "
                    + "(CASE WHEN expires_at IS NULL THEN '1' ELSE api_key END) STORED"
            ], "g", .type
        ),
    ]

    @Test(arguments: Self.refusedEnds.indices)
    func `an end that the schema refuses is told with what refuses it, and a new key is not`(_ place: Int) async throws
    {
        let (ddl, condition, kind) = Self.refusedEnds[place]
        let found = try await objections(.postgreSQLBySQL, ddl)
        #expect(
            found == [
                .keys: [
                    Objection(condition, .retire, ["backend"], kind: kind),
                    Objection(condition, .deactivate, ["backend"], kind: kind),
                ]
            ]
        )
    }

    @Test func `an end that makes a generated column NULL is told in SQLite`() async throws {
        let found = try await objections(
            .sqliteDashed,
            [
                """
                CREATE TABLE made (id TEXT PRIMARY KEY, user_id TEXT, api_key TEXT, name TEXT, last_used_at, expires_at,
                    is_active, created_at, updated_at,
                    g AS (CASE WHEN expires_at IS NULL THEN 1 END) STORED NOT NULL);
                DROP TABLE user_mcp_api_keys;
                ALTER TABLE made RENAME TO user_mcp_api_keys
                """
            ]
        )
        #expect(found[.keys]?.map(\.write) == [.retire, .deactivate])
    }

    @Test func `a name that the encoding of the database cannot hold is told`() async throws {
        let cluster = try PostgreSQLCluster.shared()
        let name = "latin_\(randomUUID().prefix(8))"
        let admin = try PostgreSQLClient(cluster.url("postgres"))
        try admin.rows("CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        try PostgreSQLClient(cluster.url(name)).rows(SeedSchema.postgreSQLBySQL)
        let store = makeStore(for: .postgresql(Secret(text: cluster.url(name))), options: StoreFixture.options)
        #expect(try await store.observe(owners: [owner()]).schema?.hasConditions == true)
        #expect(try await store.objections(to: [trial("Schlüssel", owner())], at: now).values.allSatisfy(\.isEmpty))
        let refused = Objection("LATIN1", .insert, ["backend"], kind: .encoding)
        #expect(try await store.objections(to: [trial("Khóa bảo mật", owner())], at: now) == [.keys: [refused]])
        let found = try await store.objections(to: [trial(owner("thư@x"))], at: now)
        #expect(found == [.keys: [refused]])
        await store.close()
    }

    private func trial(_ owner: Owner) -> RowTrial { trial("Backend Key", owner) }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `an owner that meets another in a unique index is told`(_ kind: SeedDatabase.Kind) async throws {
        for (index, isMet) in [("lower(email)", true), ("name", true), ("name, email", false)] {
            let fixture = try StoreFixture(kind)
            try fixture.database.insert(owner("System@Backend"))
            try fixture.database.execute("CREATE UNIQUE INDEX met ON users (\(index))")
            #expect(try await fixture.store.observe(owners: [owner()]).schema?.hasConditions == true)
            let found = try await fixture.store.objections(to: [trial(owner())], at: now)[.owners] ?? []
            #expect(found == (isMet ? [Objection("met", .insert, ["backend"], kind: .unique)] : []), "\(index)")
            // One that is there is not made.
            let there = owner("there@x", name: "There")
            try fixture.database.insert(there)
            #expect(try await fixture.store.objections(to: [trial(there)], at: now)[.owners] ?? [] == [])
        }
    }

    @Test func `triggers that only date a row are known, others are not`() async throws {
        let fixture = try StoreFixture(.postgreSQLBySQL)
        try fixture.database.execute(
            """
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE LOG '%', NEW; RETURN NEW; END $$;
            CREATE TRIGGER tell AFTER INSERT ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION tell()
            """
        )
        let schema = try #require(try await fixture.store.observe(owners: []).schema)
        let keys = try #require(schema.tables.first { $0.content == .keys })
        #expect(keys.triggers == ["tell", "update_keys_updated_at"])
        #expect(keys.opaqueTriggers == ["tell"])
    }

    @Test func `triggers of SQLite that only date a row are known, others are not`() async throws {
        let fixture = try StoreFixture(.sqliteDashed)
        try fixture.database.execute(
            """
            CREATE TRIGGER dated AFTER UPDATE ON user_mcp_api_keys BEGIN
                UPDATE user_mcp_api_keys SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id; END;
            CREATE TRIGGER no BEFORE INSERT ON user_mcp_api_keys BEGIN SELECT RAISE(ABORT, 'no'); END;
            """
        )
        let schema = try #require(try await fixture.store.observe(owners: []).schema)
        #expect(schema.tables.first { $0.content == .keys }?.opaqueTriggers == ["no"])
    }
}
