import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct EndTests {
    @Test(arguments: SeedDatabase.Kind.allCases)
    func `the end is the UTC time that the server compares with`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        let row = try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        try await fixture.store.end(KeyEndings(ends: [KeyEnd(row: row, end: now + .seconds(3_600))]), at: now)
        #expect(
            try fixture.database.execute("SELECT \(fixture.database.utc("expires_at")) FROM user_mcp_api_keys")
                == [["2026-11-23 13:00:00.123456"]]
        )
        #expect(
            try await fixture.store.observe(owners: [backend]).keys.map(\.expiresAt) == [now + .seconds(3_600)]
        )
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an earlier end is kept, a later one is not`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        let early = try fixture.database.insertKey(
            randomKey(),
            owner: backend.id,
            name: "early",
            expiresAt: now + .seconds(1),
            createdAt: now
        )
        let late = try fixture.database.insertKey(
            randomKey(),
            owner: backend.id,
            name: "late",
            expiresAt: now + .seconds(9_000),
            createdAt: now
        )
        let end = now + .seconds(60)
        try await fixture.store.end(
            KeyEndings(ends: [KeyEnd(row: early, end: end), KeyEnd(row: late, end: end)]),
            at: now
        )
        let seen = try await fixture.store.observe(owners: [backend]).keys
        #expect(seen.first { $0.name == "early" }?.expiresAt == now + .seconds(1))
        #expect(seen.first { $0.name == "late" }?.expiresAt == end)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a second time touches no row, a row that is gone is ignored`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        let row = try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        let ends = [KeyEnd(row: row, end: now), KeyEnd(row: fixture.database.stored(randomUUID()), end: now)]
        try await fixture.store.end(KeyEndings(ends: ends), at: now)
        let before = try fixture.versions()
        try await fixture.store.end(KeyEndings(ends: ends), at: now + .seconds(5))
        #expect(try fixture.versions() == before)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `only the named rows are touched`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let keys = (0..<100).map { newKey(for: backend, name: "key \($0)") }
        try await fixture.store.issue(keys, owners: [backend], at: now)
        let rows = try await fixture.store.observe(owners: [backend]).keys
        let chosen = Set(rows.prefix(40).map(\.id))
        try await fixture.store.end(KeyEndings(ends: chosen.map { KeyEnd(row: $0, end: now + .seconds(1)) }), at: now)
        let after = try await fixture.store.observe(owners: [backend]).keys
        #expect(Set(after.filter { $0.expiresAt == now + .seconds(1) }.map(\.id)) == chosen)
        #expect(after.filter { $0.expiresAt == nil }.count == 60)
    }
}
