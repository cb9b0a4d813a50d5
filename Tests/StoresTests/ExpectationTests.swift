import Model
import TestSupport
import Testing

@testable import Stores

/// Writing only if the store still holds what was read, looked at in the same transaction.
@Suite struct ExpectationTests {
    private func expectation(_ fixture: StoreFixture, _ owners: [Owner]) async throws -> StoreExpectation {
        StoreExpectation(owners: owners, observation: try await fixture.store.observe(owners: owners))
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `what is as it was read is written to, also when a key was used meanwhile`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let fixture = try StoreFixture(kind)
        let (backend, other) = (owner(), owner("other@x"))
        let keys = [newKey(for: backend), newKey(for: other)]
        try await fixture.store.issue(keys, owners: [backend, other], at: now)
        let expected = try await expectation(fixture, [backend])
        try fixture.database.execute("UPDATE user_mcp_api_keys SET last_used_at = created_at")
        try await fixture.store.issue([newKey(for: backend)], owners: [], at: now, expecting: expected)
        #expect(try fixture.counts() == [["2", "3"]])
    }

    @Test(
        arguments: SeedDatabase.Kind.allCases,
        [
            ("UPDATE user_mcp_api_keys SET is_active = false", "the row of key"),
            ("UPDATE user_mcp_api_keys SET expires_at = created_at", "the row of key"),
            ("DELETE FROM user_mcp_api_keys", "a key of a declared owner was removed"),
            ("UPDATE users SET name = 'Somebody'", "an owner's row changed"),
        ]
    )
    func `what is not is refused, and nothing is written`(
        _ kind: SeedDatabase.Kind,
        _ change: (statement: String, words: String)
    ) async throws {
        let fixture = try StoreFixture(kind)
        let backend = owner()
        try await fixture.store.issue([newKey(for: backend)], owners: [backend], at: now)
        let expected = try await expectation(fixture, [backend])
        try fixture.database.execute(change.statement)
        let before = try fixture.counts()
        let error = await storeError {
            try await fixture.store.issue([newKey(for: backend)], owners: [], at: now, expecting: expected)
        }
        guard case .changed(let difference) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(difference.hasPrefix(change.words))
        #expect(try fixture.counts() == before)
        // The connection goes on.
        try await fixture.store.issue([newKey(for: backend)], owners: [], at: now)
    }

    @Test(arguments: SeedDatabase.Kind.allCases)
    func `a key that came meanwhile is seen, of a declared owner and of another`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        for isDeclared in [true, false] {
            let fixture = try StoreFixture(kind)
            let (backend, other) = (owner(), owner("other@x"))
            try await fixture.store.issue([newKey(for: backend)], owners: [backend, other], at: now)
            let expected = try await expectation(fixture, [backend])
            try await fixture.store.issue([newKey(for: isDeclared ? backend : other)], owners: [], at: now)
            let error = await storeError {
                try await fixture.store.issue([newKey(for: backend)], owners: [], at: now, expecting: expected)
            }
            #expect(
                error
                    == .changed(isDeclared ? "a key of a declared owner was added" : "a key of another owner changed")
            )
        }
    }
}
