import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct SecrecyTests {
    @Test(arguments: SeedDatabase.Kind.allCases.filter(\.isPostgreSQL))
    func `a server that logs every statement and parameter logs no key`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner("logged-\(randomUUID())@x")
        let keys = [randomKey(), randomKey()]
        try await fixture.store.lock(as: LockHolder("keyturn apply"), timeout: .zero)
        try await fixture.store.issue(keys.map { newKey($0, for: backend) }, owners: [backend], at: now)
        let rows = try await fixture.store.observe(owners: [backend]).keys
        try await fixture.store.end(KeyEndings(ends: rows.map { KeyEnd(row: $0.id, end: now) }), at: now)
        try await fixture.store.end(
            KeyEndings(deactivated: [rows[0].id], deactivatedKeys: rows.map(\.fingerprint), deleted: rows.map(\.id)),
            at: now
        )
        _ = try await fixture.store.observe(owners: [owner()])
        // A malformed insert must not quote its row either.
        let nobody = owner()
        let orphan = randomKey()
        #expect(
            await storeError { try await fixture.store.issue([newKey(orphan, for: nobody)], owners: [], at: now) }?.kind
                == "constraint"
        )
        let log = try PostgreSQLCluster.shared().logText()
        // The log is that of this run: what is not a secret is in it.
        #expect(log.contains(backend.email))
        for key in keys + [orphan] { #expect(!log.contains(key)) }
    }

    @Test(arguments: SeedDatabase.Kind.allCases.filter(\.isPostgreSQL))
    func `an update that a constraint refuses writes nothing of its row into the server's log`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let key = randomKey()
        // Not by SQL of the test's own, which this server logs.
        try await fixture.store.issue([newKey(key, for: backend)], owners: [backend], at: now)
        let row = try #require(try await fixture.store.observe(owners: [backend]).keys.first).id
        let name = "no_end_\(randomUUID().prefix(8))"
        try fixture.database.execute(
            "ALTER TABLE user_mcp_api_keys ADD CONSTRAINT \(name) CHECK (expires_at IS NULL AND is_active) NOT VALID"
        )
        for endings in [
            KeyEndings(ends: [KeyEnd(row: row, end: now)]), KeyEndings(deactivated: [row]),
            KeyEndings(deactivatedKeys: [Fingerprint(of: Secret(text: key))]),
        ] {
            #expect(await storeError { try await fixture.store.end(endings, at: now) }?.kind == "constraint")
        }
        let log = try PostgreSQLCluster.shared().logText()
        #expect(log.contains(name))
        #expect(!log.contains(key.prefix(20)))
    }

    /// What a schema does when rows are ended or taken out, and what is told of it.
    private static let talkative: [(ddl: String, kind: String, told: String)] = [
        (trigger("RAISE EXCEPTION 'row refused: %', NEW;"), "constraint", "P0001, function tell()"),
        (
            trigger("RAISE EXCEPTION 'k' USING ERRCODE = '23514', CONSTRAINT = NEW.api_key, COLUMN = NEW.api_key;"),
            "constraint", "23514"
        ),
        (trigger("ASSERT false, NEW.api_key;"), "constraint", "P0004"),
        (trigger("RAISE EXCEPTION 'k %', OLD.api_key USING ERRCODE = '57014';"), "timeout", "57014"),
        (trigger("PERFORM NEW.api_key::int;"), "constraint", "22P02"),
        (
            trigger("RAISE EXCEPTION 'late %', NEW;", "CONSTRAINT TRIGGER tell AFTER", "DEFERRABLE INITIALLY DEFERRED"),
            "constraint", "P0001"
        ),
        (
            "CREATE INDEX tell ON user_mcp_api_keys ((CASE WHEN expires_at IS NOT NULL THEN api_key::int END))",
            "constraint", "22P02"
        ),
        (
            "ALTER TABLE user_mcp_api_keys ADD tell int GENERATED ALWAYS AS (CASE WHEN expires_at IS NULL THEN 1 END) "
                + "STORED NOT NULL", "unsuitableColumn", "\"tell\""
        ),
    ]

    private static func trigger(_ body: String, _ kind: String = "TRIGGER tell BEFORE", _ more: String = "") -> String {
        """
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(body) RETURN NEW; END $$;
        CREATE \(kind) UPDATE ON user_mcp_api_keys \(more) FOR EACH ROW EXECUTE FUNCTION tell();
        """
    }

    @Test(arguments: Self.talkative.indices)
    func `no word of a server's about a row that it refuses reaches its log`(_ place: Int) async throws {
        let (ddl, kind, told) = Self.talkative[place]
        let fixture = try StoreFixture(.postgreSQLBySQL)
        let backend = owner()
        let key = randomKey()
        try await fixture.store.issue([newKey(key, for: backend)], owners: [backend], at: now)
        let row = try #require(try await fixture.store.observe(owners: [backend]).keys.first).id
        try fixture.database.execute(ddl)
        for endings in [KeyEndings(ends: [KeyEnd(row: row, end: now)]), KeyEndings(deactivated: [row])] {
            let error = await storeError { try await fixture.store.end(endings, at: now) }
            #expect(error?.kind == kind && String(describing: error).contains(told), "\(String(describing: error))")
        }
        let log = try PostgreSQLCluster.shared().logText()
        #expect(!log.contains(key.dropFirst(4).prefix(16)))
    }

    @Test func `what looks like a key is masked in messages, names are not`() {
        let scrub = MessageScrubber(secrets: ["hunter2"])
        let key = randomKey()
        #expect(scrub("bad value \"\(key)\"\n\tat line 3") == "bad value \"••••••••\"; at line 3")
        #expect(scrub("password hunter2 refused") == "password •••••••• refused")
        #expect(MessageScrubber(secrets: ["a"])("a database that answers") == "a database that answers")
        let harmless = "constraint \"user_mcp_api_keys_api_key_key\" of 10.0.0.1:5432"
        #expect(scrub(harmless) == harmless)
        #expect(scrub(String(repeating: "a ", count: 1_000)).count <= 401)
    }
}
