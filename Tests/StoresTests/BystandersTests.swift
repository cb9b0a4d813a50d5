import Foundation
import Model
import TestSupport
import Testing

@testable import Stores

/// A server's triggers may end other keys than a run does, without any error.
@Suite struct BystandersTests {
    /// What a trigger does to other rows.
    enum Harm: String, CaseIterable {
        case deactivate = "UPDATE user_mcp_api_keys SET is_active = false WHERE "
        case delete = "DELETE FROM user_mcp_api_keys WHERE "
        case shorten = "UPDATE user_mcp_api_keys SET expires_at = '2026-11-23 13:00:00' WHERE "
        case rename = "UPDATE user_mcp_api_keys SET name = 'old' WHERE "
        case unname = "UPDATE user_mcp_api_keys SET name = NULL WHERE "
        case changeKey = "UPDATE user_mcp_api_keys SET api_key = upper(api_key) WHERE "
        case changeOwner = "UPDATE user_mcp_api_keys SET user_id = (SELECT max(CAST(id AS text)) FROM users) WHERE "

        func statement(_ kind: SeedDatabase.Kind, where condition: String) -> String {
            let text = rawValue + condition
            return kind.isPostgreSQL
                ? text.replacingOccurrences(of: "max(CAST(id AS text))", with: "max(id::text)::uuid") : text
        }
    }

    private struct World {
        let fixture: StoreFixture
        let owner: Owner
        let keys: [String]
        let rows: [String]

        /// Keys of one owner, and one of another.
        init(_ kind: SeedDatabase.Kind, count: Int = 2) throws {
            let fixture = try StoreFixture(kind)
            let owner = StoresTests.owner(id: "00000000-0000-0000-0000-000000000001")
            (self.fixture, self.owner) = (fixture, owner)
            let other = StoresTests.owner("other@x", id: "ffffffff-0000-0000-0000-000000000001")
            try fixture.database.insert(owner)
            try fixture.database.insert(other)
            let made = (0..<count).map { _ in randomKey() } + [randomKey()]
            keys = made
            rows = try made.enumerated().map { index, key in
                try fixture.database.insertKey(
                    key,
                    owner: index < count ? owner.id : other.id,
                    name: "k",
                    createdAt: now + .seconds(Int64(index) - 100)
                )
            }
        }

        func isUntouched() throws -> Bool {
            try keys.allSatisfy { try fixture.accepts($0, at: now + .seconds(86_400)) }
        }
    }

    @Test(arguments: SeedDatabase.Kind.allCases, Harm.allCases)
    func `a server that ends older keys when one is inserted is reported, and nothing is written`(
        _ kind: SeedDatabase.Kind,
        _ harm: Harm
    ) async throws {
        let world = try World(kind)
        try world.fixture.database.trigger(
            "AFTER INSERT",
            harm.statement(kind, where: "user_id = NEW.user_id AND id <> NEW.id")
        )
        let error = await storeError {
            try await world.fixture.store.issue([newKey(for: world.owner)], owners: [world.owner], at: now)
        }
        #expect(
            error
                == .endsOlderKeys(
                    message:
                        "2 other live keys were deactivated, deleted, shortened or changed in the same transaction"
                )
        )
        #expect(try world.fixture.counts() == [["2", "3"]])
        #expect(try world.isUntouched())
    }

    @Test(arguments: SeedDatabase.Kind.allCases, [Harm.deactivate, .delete])
    func `so is one that ends keys of others`(_ kind: SeedDatabase.Kind, _ harm: Harm) async throws {
        let world = try World(kind)
        try world.fixture.database.trigger("AFTER INSERT", harm.statement(kind, where: "user_id <> NEW.user_id"))
        let error = await storeError {
            try await world.fixture.store.issue([newKey(for: world.owner)], owners: [world.owner], at: now)
        }
        #expect(error?.kind == "endsOlderKeys")
        #expect(try world.isUntouched())
    }

    @Test(arguments: [Harm.deactivate, .delete, .shorten])
    func `a trigger that waits for the commit is seen before it`(_ harm: Harm) async throws {
        let world = try World(.postgreSQLBySQL)
        try world.fixture.database.trigger(
            "AFTER INSERT",
            harm.statement(.postgreSQLBySQL, where: "user_id = NEW.user_id AND id <> NEW.id"),
            isDeferred: true
        )
        let error = await storeError {
            try await world.fixture.store.issue([newKey(for: world.owner)], owners: [world.owner], at: now)
        }
        #expect(error?.kind == "endsOlderKeys")
        #expect(try world.isUntouched())
    }

    @Test func `a trigger that waits for the commit and switches the new key off is seen before it`() async throws {
        let world = try World(.postgreSQLBySQL)
        try world.fixture.database.trigger(
            "AFTER INSERT",
            "UPDATE user_mcp_api_keys SET is_active = false WHERE id = NEW.id",
            isDeferred: true
        )
        let error = await storeError {
            try await world.fixture.store.issue([newKey(for: world.owner)], owners: [world.owner], at: now)
        }
        #expect(error?.kind == "constraint")
        #expect(try world.fixture.counts() == [["2", "3"]])
    }

    @Test func `a constraint of SQLite that replaces the older row is reported`() async throws {
        let world = try World(.sqliteDashed, count: 1)
        try world.fixture.database.execute(
            """
            CREATE TABLE copy (id TEXT PRIMARY KEY, user_id TEXT, api_key TEXT, name TEXT, last_used_at TEXT,
                expires_at TEXT, is_active INTEGER, created_at TEXT, updated_at TEXT,
                UNIQUE (user_id, name) ON CONFLICT REPLACE);
            INSERT INTO copy SELECT id, user_id, api_key, name, last_used_at, expires_at, is_active, created_at, updated_at
                FROM user_mcp_api_keys;
            DROP TABLE user_mcp_api_keys;
            ALTER TABLE copy RENAME TO user_mcp_api_keys
            """
        )
        let error = await storeError {
            try await world.fixture.store.issue([newKey(for: world.owner, name: "k")], owners: [world.owner], at: now)
        }
        #expect(error?.kind == "endsOlderKeys")
        #expect(try world.isUntouched())
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `triggers that harm no one stop no one`(_ kind: SeedDatabase.Kind) async throws {
        let world = try World(kind)
        try world.fixture.database.trigger(
            "AFTER INSERT",
            "UPDATE user_mcp_api_keys SET last_used_at = '2026-11-23 12:00:00', updated_at = '2026-11-23 12:00:00'"
        )
        try await world.fixture.store.issue([newKey(for: world.owner)], owners: [world.owner], at: now)
        #expect(try world.fixture.counts() == [["2", "4"]])
        #expect(try world.isUntouched())
    }

    enum Ending: CaseIterable { case end, deactivated, deactivatedKey }

    @Test(arguments: SeedDatabase.Kind.allCases, Ending.allCases)
    func `a server that ends other keys when one is ended is reported, and nothing is ended`(
        _ kind: SeedDatabase.Kind,
        _ ending: Ending
    ) async throws {
        let world = try World(kind)
        try world.fixture.database.trigger(
            "AFTER UPDATE",
            Harm.deactivate.statement(kind, where: "user_id = NEW.user_id AND id <> NEW.id AND is_active")
        )
        let endings =
            switch ending {
            case .end: KeyEndings(ends: [KeyEnd(row: world.rows[0], end: now + .seconds(3_600))])
            case .deactivated: KeyEndings(deactivated: [world.rows[0]])
            case .deactivatedKey: KeyEndings(deactivatedKeys: [fingerprint(world.keys[0])])
            }
        let error = await storeError { try await world.fixture.store.end(endings, at: now) }
        #expect(error?.kind == "endsOtherKeys")
        #expect(try world.isUntouched())
    }

    @Test(arguments: SeedDatabase.Kind.allCases, [Harm.deactivate, .shorten])
    func `a key that is given an end and is ended earlier by the server is told`(
        _ kind: SeedDatabase.Kind,
        _ harm: Harm
    ) async throws {
        let world = try World(kind)
        try world.fixture.database.trigger(
            "AFTER UPDATE",
            harm.statement(kind, where: "id = NEW.id AND is_active AND expires_at > '2026-11-23 13:30:00'")
        )
        let endings = KeyEndings(ends: [KeyEnd(row: world.rows[0], end: now + .seconds(7_200))])
        let error = await storeError { try await world.fixture.store.end(endings, at: now) }
        #expect(error?.kind == "endsOtherKeys")
        #expect(try world.isUntouched())
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `what is counted is what was changed`(_ kind: SeedDatabase.Kind) async throws {
        let world = try World(kind, count: 4)
        let gone = randomUUID()
        let endings = KeyEndings(
            ends: [KeyEnd(row: world.rows[0], end: now + .seconds(60)), KeyEnd(row: gone, end: now)],
            deactivated: [world.rows[1], gone],
            deactivatedKeys: [fingerprint(world.keys[2]), fingerprint(randomKey())]
        )
        let first = try await world.fixture.store.end(endings, at: now)
        #expect((first.retired, first.deactivated, first.deleted) == (1, 2, 0))
        #expect(try await world.fixture.store.end(endings, at: now) == EndedRows())
        let deleted = try await world.fixture.store.end(
            KeyEndings(deleted: [world.rows[1], world.rows[3]]),
            at: now + .seconds(1)
        )
        #expect((deleted.retired, deleted.deactivated, deleted.deleted) == (0, 0, 1))
    }

    // MARK: - Revocations

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `rows that are to be revoked are given their end in the transaction that issues`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let world = try World(kind)
        let end = now + .seconds(300)
        let endings = world.rows.map { KeyEnd(row: $0, end: end) }
        try await world.fixture.store.end(
            KeyEndings(ends: [KeyEnd(row: world.rows[0], end: now + .seconds(9))]),
            at: now
        )
        try await world.fixture.store.issue(
            [newKey(for: world.owner)],
            owners: [world.owner],
            ending: endings,
            at: now,
            expecting: nil
        )
        #expect(try world.fixture.accepts(world.keys[1], at: end))
        #expect(try !world.fixture.accepts(world.keys[1], at: end + .seconds(1)))
        #expect(try !world.fixture.accepts(world.keys[0], at: now + .seconds(10)))
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `where that is refused, no key is issued`(_ kind: SeedDatabase.Kind) async throws {
        let world = try World(kind)
        try world.fixture.database.keepRows()
        let error = await storeError {
            try await world.fixture.store.issue(
                [newKey(for: world.owner)],
                owners: [world.owner],
                ending: [KeyEnd(row: world.rows[0], end: now + .seconds(300))],
                at: now,
                expecting: nil
            )
        }
        #expect(error?.kind == "constraint")
        #expect(try world.fixture.counts() == [["2", "3"]])
        #expect(try world.isUntouched())
    }
}

extension SeedDatabase {
    /// A trigger for each row of the key table.
    fileprivate func trigger(_ event: String, _ statement: String, isDeferred: Bool = false) throws {
        guard kind.isPostgreSQL else {
            try execute("CREATE TRIGGER harm \(event) ON user_mcp_api_keys BEGIN \(statement); END")
            return
        }
        try execute(
            """
            CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN \(statement); RETURN NULL; END$$;
            CREATE \(isDeferred ? "CONSTRAINT" : "") TRIGGER harm \(event) ON user_mcp_api_keys
                \(isDeferred ? "DEFERRABLE INITIALLY DEFERRED" : "") FOR EACH ROW
                WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION harm()
            """
        )
    }

    /// Every update is ignored without an error.
    fileprivate func keepRows() throws {
        try execute(
            kind.isPostgreSQL
                ? """
                CREATE FUNCTION keep_key() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER keep_key BEFORE UPDATE ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION keep_key()
                """
                : "CREATE TRIGGER keep_key BEFORE UPDATE ON user_mcp_api_keys BEGIN SELECT RAISE(IGNORE); END"
        )
    }
}
