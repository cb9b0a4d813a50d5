import Model
import TestSupport
import Testing

@testable import Stores

/// A server's triggers may undo what a statement did, without any error.
@Suite struct AlteredRowsTests {
    enum Change: String, CaseIterable {
        case drop
        case deactivate
        case key
        case name
        case end
    }

    @Test(arguments: SeedDatabase.Kind.allCases, Change.allCases)
    func `a new key that is not there as it was written is an error, and nothing is written`(
        _ kind: SeedDatabase.Kind,
        _ change: Change
    ) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.alterInserts(change)
        let keys = [newKey(for: backend, name: "one"), newKey(for: backend, name: "two")]
        #expect(
            await storeError { try await fixture.store.issue(keys, owners: [backend], at: now) }
                == .constraint(
                    message:
                        "2 of 2 new keys are not in the table as they were written: a trigger, a rule or a column's "
                        + "type changes or drops what is written"
                )
        )
        #expect(try fixture.counts() == [["0", "0"]])
    }

    enum Ending: String, CaseIterable {
        case end
        case deactivated
        case deactivatedKey
    }

    @Test(arguments: SeedDatabase.Kind.allCases, Ending.allCases)
    func `an ending that a row does not take is an error`(_ kind: SeedDatabase.Kind, _ ending: Ending) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let key = randomKey()
        try fixture.database.insert(backend)
        let row = try fixture.database.insertKey(key, owner: backend.id, name: "k", createdAt: now)
        try fixture.database.execute(
            kind.isPostgreSQL
                ? """
                CREATE FUNCTION keep_key() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER keep_key BEFORE UPDATE ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION keep_key()
                """
                : "CREATE TRIGGER keep_key BEFORE UPDATE ON user_mcp_api_keys BEGIN SELECT RAISE(IGNORE); END"
        )
        let (endings, message) =
            switch ending {
            case .end: (KeyEndings(ends: [KeyEnd(row: row, end: now)]), "1 of 1 keys did not get their expiry")
            case .deactivated: (KeyEndings(deactivated: [row]), "1 of 1 keys were not deactivated")
            case .deactivatedKey:
                (
                    KeyEndings(deactivatedKeys: [fingerprint(key)]),
                    "1 rows with a key that was to be deactivated are still active"
                )
            }
        #expect(
            await storeError { try await fixture.store.end(endings, at: now) }
                == .constraint(message: "\(message): a trigger or a rule changes them")
        )
        #expect(try fixture.accepts(key, at: now))
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an end is compared as the column holds it`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        if kind.isPostgreSQL {
            try fixture.database.execute("ALTER TABLE user_mcp_api_keys ALTER COLUMN expires_at TYPE timestamp(0)")
        }
        let backend = owner()
        let key = newKey(for: backend, expiresAt: now + .seconds(3_600))
        try await fixture.store.issue([key, newKey(for: backend)], owners: [backend], at: now)
        #expect(try fixture.counts() == [["1", "2"]])
        let rows = try await fixture.store.observe(owners: [backend]).keys
        try await fixture.store.end(
            KeyEndings(ends: rows.map { KeyEnd(row: $0.id, end: now + .microseconds(500_000)) }),
            at: now
        )
        #expect(try await fixture.store.observe(owners: [backend]).keys.allSatisfy { $0.expiresAt != nil })
        try await fixture.store.end(KeyEndings(deactivated: rows.map(\.id)), at: now)
        #expect(try await fixture.store.observe(owners: [backend]).keys.allSatisfy { $0.isActive == false })
    }
}

extension SeedDatabase {
    /// A trigger that changes, or drops, every key that is inserted.
    fileprivate func alterInserts(_ change: AlteredRowsTests.Change) throws {
        let assignment =
            switch change {
            case .drop: ""
            case .deactivate: "is_active = false"
            case .key: "api_key = upper(NEW.api_key)"
            case .name: "name = upper(NEW.name)"
            case .end: "expires_at = \(time(now))"
            }
        guard !kind.isPostgreSQL else {
            let body = change == .drop ? "RETURN NULL" : "NEW.\(assignment); RETURN NEW"
            try execute(
                """
                CREATE FUNCTION alter_key() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN \(body); END$$;
                CREATE TRIGGER alter_key BEFORE INSERT ON user_mcp_api_keys FOR EACH ROW EXECUTE FUNCTION alter_key()
                """
            )
            return
        }
        try execute(
            change == .drop
                ? "CREATE TRIGGER alter_key BEFORE INSERT ON user_mcp_api_keys BEGIN SELECT RAISE(IGNORE); END"
                : """
                CREATE TRIGGER alter_key AFTER INSERT ON user_mcp_api_keys BEGIN
                    UPDATE user_mcp_api_keys SET \(assignment) WHERE id = NEW.id; END
                """
        )
    }
}
