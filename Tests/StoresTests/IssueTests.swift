import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct IssueTests {
    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a missing owner and its key are inserted with every column written`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let key = newKey(for: backend, createdAt: now + .seconds(7_200), expiresAt: now + .seconds(86_400))
        try await fixture.store.issue([key], owners: [backend], at: now)
        let seen = try await fixture.store.observe(owners: [backend])
        #expect(seen.owners == [backend])
        let row = try #require(seen.keys.first)
        #expect(seen.keys.count == 1)
        #expect(row.plaintext == key.secret && row.name == "Backend Key" && row.isActive == true)
        #expect(row.createdAt == now + .seconds(7_200) && row.expiresAt == now + .seconds(86_400))
        #expect(row.lastUsedAt == nil)
        let database = fixture.database
        #expect(
            try database.execute(
                "SELECT \(database.utc("created_at")), \(database.utc("updated_at")) FROM users"
            ) == [["2026-11-23 12:00:00.123456", "2026-11-23 12:00:00.123456"]]
        )
        #expect(
            try database.execute(
                "SELECT \(database.utc("created_at")), \(database.utc("updated_at")) FROM user_mcp_api_keys"
            ) == [["2026-11-23 14:00:00.123456", "2026-11-23 12:00:00.123456"]]
        )
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an owner whose id exists is left as it is`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let present = owner("old@x", name: "Old name")
        try fixture.database.insert(present)
        let declared = owner("new@x", name: "New name", id: present.id.text)
        try await fixture.store.issue([newKey(for: declared)], owners: [declared], at: now)
        #expect(try await fixture.store.observe(owners: [declared]).owners == [present])
        #expect(try fixture.counts() == [["1", "1"]])
    }

    @Test(
        arguments: SeedDatabase.Kind.allCases,
        ["O'Brien \"the\" \\ back\\n", "two\nlines\ttab", "🔑 Schlüssel 鍵", "{a,b},NULL", "\\.", ""]
    )
    func `any text comes back as it was written`(_ kind: SeedDatabase.Kind, _ text: String) async throws {
        let fixture = try StoreFixture(kind)
        let odd = owner("\(text)@x", name: text)
        try await fixture.store.issue([newKey(for: odd, name: text)], owners: [odd], at: now)
        let seen = try await fixture.store.observe(owners: [owner("a@b"), odd])
        #expect(seen.owners == [odd])
        #expect(seen.keys.map(\.name) == [text])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `ten thousand owners and keys are one call`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let owners = (0..<10_000).map { owner("service-\($0)@x") }
        let keys = owners.map { newKey(for: $0) }
        try await fixture.store.issue(keys, owners: owners, at: now)
        let seen = try await fixture.store.observe(owners: owners)
        #expect(Set(seen.owners) == Set(owners))
        #expect(Set(seen.keys.map(\.fingerprint)) == Set(keys.map(\.fingerprint)))
        #expect(Set(seen.keys.map(\.id)).count == 10_000)
        let written = Dictionary(uniqueKeysWithValues: keys.map { ($0.fingerprint, $0.owner) })
        #expect(seen.keys.allSatisfy { written[$0.fingerprint] == $0.owner })
        // The second time, the owners are found among as many.
        try await fixture.store.issue(owners.map { newKey(for: $0, name: "Next") }, owners: owners, at: now)
        #expect(try fixture.counts() == [["10000", "20000"]])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `nothing is written where one row is refused`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let twice = randomKey()
        let error = await storeError {
            try await fixture.store.issue(
                [newKey(for: backend), newKey(twice, for: backend), newKey(twice, for: backend)],
                owners: [backend],
                at: now
            )
        }
        #expect(error?.kind == "taken")
        #expect(!String(describing: error).contains(twice))
        #expect(try fixture.counts() == [["0", "0"]])
        // The store is as good as before.
        try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        #expect(try fixture.counts() == [["1", "1"]])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an e-mail that another id has is refused`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        try fixture.database.insert(owner("system@backend"))
        let mine = owner("system@backend")
        #expect(
            await storeError { try await fixture.store.issue([newKey(for: mine)], owners: [mine], at: now) }?.kind
                == "taken"
        )
        #expect(try fixture.counts() == [["1", "0"]])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `nothing to issue is nothing done`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        try await fixture.store.issue([], owners: [], at: now)
        try await fixture.store.end(KeyEndings(), at: now)
        #expect(try fixture.counts() == [["0", "0"]])
    }

    @Test(arguments: SeedDatabase.Kind.allCases.filter { !$0.isPostgreSQL })
    func `SQLite's new UUIDs are written as those that are there`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        try fixture.database.insert(owner("first@x"))
        let second = owner("second@x")
        try await fixture.store.issue([newKey(for: second)], owners: [second], at: now)
        let length = kind == .sqliteHex ? "32" : "36"
        #expect(
            try fixture.database.execute("SELECT length(id), length(user_id) FROM user_mcp_api_keys") == [
                [length, length]
            ]
        )
        #expect(
            try fixture.database.execute("SELECT DISTINCT length(id) FROM users") == [[length]]
        )
    }
}
