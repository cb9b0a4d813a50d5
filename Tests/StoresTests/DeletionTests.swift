import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct DeletionTests {
    @Test(arguments: SeedDatabase.Kind.allCases)
    func `dead rows are deleted, one that is live again by then is kept`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        func insert(_ name: String, isActive: Bool? = true, expiresAt: Instant? = nil) throws -> String {
            try fixture.database.insertKey(
                randomKey(),
                owner: backend.id,
                name: name,
                isActive: isActive,
                expiresAt: expiresAt,
                createdAt: now
            )
        }
        let rows = [
            try insert("live"),
            try insert("ending", expiresAt: now + .microseconds(1)),
            // The server still accepts a key at the very instant of its end.
            try insert("at its end", expiresAt: now),
            try insert("ended", expiresAt: now + .microseconds(-1)),
            try insert("inactive", isActive: false),
            try insert("unknown", isActive: nil),
        ]
        _ = try insert("not named", isActive: false)
        try await fixture.store.end(KeyEndings(deleted: rows + [fixture.database.stored(randomUUID())]), at: now)
        let seen = try await fixture.store.observe(owners: [backend]).keys
        #expect(Set(seen.map(\.name)) == ["live", "ending", "at its end", "not named"])
        try await fixture.store.end(KeyEndings(deleted: rows), at: now)
        #expect(try fixture.counts() == [["1", "4"]])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `everything of one call happens or nothing`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        let (revoked, left) = (randomKey(), randomKey())
        let replaced = try fixture.database.insertKey(randomKey(), owner: backend.id, name: "replaced", createdAt: now)
        let absent = try fixture.database.insertKey(randomKey(), owner: backend.id, name: "absent", createdAt: now)
        try fixture.database.insertKey(revoked, owner: backend.id, name: "revoked", createdAt: now)
        try fixture.database.insertKey(left, owner: backend.id, name: "left_for_review", createdAt: now)
        let dead = try fixture.database.insertKey(
            randomKey(),
            owner: backend.id,
            name: "dead",
            isActive: false,
            createdAt: now
        )
        let endings = KeyEndings(
            ends: [KeyEnd(row: replaced, end: now + .seconds(60))],
            deactivated: [absent],
            deactivatedKeys: [fingerprint(revoked)],
            deleted: [dead]
        )
        let before = try fixture.versions()
        try fixture.database.refuseDeletes(true)
        #expect(
            await storeError { try await fixture.store.end(endings, at: now) }
                == .constraint(message: "1 of 1 dead keys were not deleted: a trigger or a rule keeps them")
        )
        #expect(try fixture.versions() == before)

        try fixture.database.refuseDeletes(false)
        try await fixture.store.end(endings, at: now)
        let seen = try await fixture.store.observe(owners: [backend]).keys
        let ends = Dictionary(uniqueKeysWithValues: seen.map { ($0.name, $0.expiresAt) })
        let expected: [String?: Instant?] = [
            "replaced": now + .seconds(60), "absent": now, "revoked": now, "left_for_review": nil,
        ]
        #expect(ends == expected)
        #expect(Set(seen.filter { $0.isActive == true }.map(\.name)) == ["replaced", "left_for_review"])
    }
}

extension SeedDatabase {
    /// A trigger that drops every deletion of a key without a word, or none any more.
    fileprivate func refuseDeletes(_ isOn: Bool) throws {
        let table = "user_mcp_api_keys"
        guard isOn else {
            try execute("DROP TRIGGER keep_row\(kind.isPostgreSQL ? " ON \(table)" : "")")
            return
        }
        try execute(
            kind.isPostgreSQL
                ? """
                CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER keep_row BEFORE DELETE ON \(table) FOR EACH ROW EXECUTE FUNCTION keep_row()
                """
                : "CREATE TRIGGER keep_row BEFORE DELETE ON \(table) BEGIN SELECT RAISE(IGNORE); END"
        )
    }
}
