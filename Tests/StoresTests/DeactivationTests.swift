import Model
import TestSupport
import Testing

@testable import Stores

@Suite struct DeactivationTests {
    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a deactivated key is refused from now on, whatever the clock of the server says`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let key = randomKey()
        try fixture.database.insert(backend)
        let row = try fixture.database.insertKey(key, owner: backend.id, name: "k", createdAt: now)
        #expect(try fixture.accepts(key, at: now))
        try await fixture.store.end(KeyEndings(deactivated: [row]), at: now)
        #expect(try !fixture.accepts(key, at: now + .seconds(-86_400)))
        #expect(try !fixture.accepts(key, at: now))
        let seen = try await fixture.store.observe(owners: [backend]).keys
        #expect(seen.map(\.isActive) == [false] && seen.map(\.expiresAt) == [now])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `an end that comes earlier is kept, one that comes later is not`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        let ends = ["early": now + .seconds(-60), "late": now + .seconds(60)]
        let rows = try ends.map { name, end in
            try fixture.database.insertKey(
                randomKey(),
                owner: backend.id,
                name: name,
                expiresAt: end,
                createdAt: now
            )
        }
        try await fixture.store.end(KeyEndings(deactivated: rows), at: now)
        let seen = try await fixture.store.observe(owners: [backend]).keys
        #expect(seen.allSatisfy { $0.isActive == false })
        #expect(seen.first { $0.name == "early" }?.expiresAt == now + .seconds(-60))
        #expect(seen.first { $0.name == "late" }?.expiresAt == now)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a row whose state is unknown is switched off as well`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try fixture.database.insert(backend)
        let row = try fixture.database.insertKey(
            randomKey(),
            owner: backend.id,
            name: "k",
            isActive: nil,
            createdAt: now
        )
        try await fixture.store.end(KeyEndings(deactivated: [row]), at: now)
        let seen = try await fixture.store.observe(owners: [backend]).keys
        #expect(seen.map(\.isActive) == [false] && seen.map(\.expiresAt) == [now])
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a second time touches no row, a row that is gone is ignored`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let revoked = randomKey()
        try fixture.database.insert(backend)
        let row = try fixture.database.insertKey(randomKey(), owner: backend.id, name: "k", createdAt: now)
        try fixture.database.insertKey(revoked, owner: backend.id, name: "other", createdAt: now)
        let endings = KeyEndings(
            deactivated: [row, fixture.database.stored(randomUUID())],
            deactivatedKeys: [fingerprint(revoked), fingerprint(randomKey())]
        )
        try await fixture.store.end(endings, at: now)
        let before = try fixture.versions()
        try await fixture.store.end(endings, at: now + .seconds(5))
        #expect(try fixture.versions() == before)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `keys are found by their fingerprints under whatever owner, and nothing else is touched`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let stranger = owner("stranger@x")
        let (revoked, harmless, ended) = (randomKey(), randomKey(), randomKey())
        for one in [backend, stranger] { try fixture.database.insert(one) }
        try fixture.database.insertKey(revoked, owner: stranger.id, name: "leaked", createdAt: now)
        try fixture.database.insertKey(harmless, owner: stranger.id, name: "harmless", createdAt: now)
        try fixture.database.insertKey(
            ended,
            owner: stranger.id,
            name: "ended",
            isActive: false,
            createdAt: now
        )
        try await fixture.store.end(
            KeyEndings(deactivatedKeys: [fingerprint(revoked), fingerprint(ended)]),
            at: now
        )
        #expect(try !fixture.accepts(revoked, at: now) && fixture.accepts(harmless, at: now))
        let seen = try await fixture.store.observe(owners: [stranger]).keys
        #expect(seen.first { $0.name == "leaked" }?.expiresAt == now)
        // Not active before, so not a row to be ended.
        #expect(seen.first { $0.name == "ended" }?.expiresAt == nil)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `thousands of fingerprints are one call`(_ kind: SeedDatabase.Kind) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        let keys = (0..<3_000).map { newKey(for: backend, name: "key \($0)") }
        try await fixture.store.issue(keys, owners: [backend], at: now)
        let strangers = (0..<3_000).map { _ in fingerprint(randomKey()) }
        try await fixture.store.end(
            KeyEndings(deactivatedKeys: keys.prefix(2_000).map(\.fingerprint) + strangers),
            at: now
        )
        let seen = try await fixture.store.observe(owners: [backend]).keys
        #expect(
            Set(seen.filter { $0.isActive == false }.map(\.fingerprint)) == Set(keys.prefix(2_000).map(\.fingerprint))
        )
    }
}
