import Model
import TestSupport

@testable import Stores

/// A database of one kind and a store on it.
struct StoreFixture {
    let database: SeedDatabase
    let store: any KeyStore

    init(_ kind: SeedDatabase.Kind) throws {
        database = try SeedDatabase(kind)
        store = makeStore(for: database.url)
    }

    /// Another store on the same database.
    func another() -> any KeyStore { makeStore(for: database.url) }

    /// The number of rows in both tables.
    func counts() throws -> [[String?]] {
        try database.execute("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM user_mcp_api_keys)")
    }
}

/// 2026-11-23T12:00:00.123456Z.
let now = Instant(microseconds: 1_795_435_200_123_456)

func owner(_ email: String = "system@backend", name: String = "Backend Service", id: String = randomUUID()) -> Owner {
    guard let id = OwnerID(id) else { preconditionFailure("\(id) is no UUID") }
    return Owner(id: id, email: email, name: name)
}

func newKey(
    _ key: String = randomKey(),
    for owner: Owner,
    name: String = "Backend Key",
    createdAt: Instant = now,
    expiresAt: Instant? = nil
) -> NewKey {
    NewKey(owner: owner.id, name: name, secret: Secret(text: key), createdAt: createdAt, expiresAt: expiresAt)
}

/// The error that the work ends with; nil where it succeeds.
func storeError(_ work: () async throws -> Void) async -> StoreError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? StoreError ?? .other(message: "not a StoreError: \(error)")
    }
}

extension StoreError {
    /// The case's name, for errors whose message is a server's.
    var kind: String {
        let text = String(describing: self)
        return String(text.prefix { $0 != "(" })
    }
}
