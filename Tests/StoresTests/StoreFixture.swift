import Model
import TestSupport

@testable import Stores

/// A database of one kind and a store on it.
struct StoreFixture {
    let database: SeedDatabase
    let store: any KeyStore

    /// Tests write what they like to be now.
    static let options = StoreOptions(clockTolerance: nil)

    init(_ kind: SeedDatabase.Kind) throws {
        database = try SeedDatabase(kind)
        store = makeStore(for: database.url, options: Self.options)
    }

    /// Another store on the same database.
    func another() -> any KeyStore { makeStore(for: database.url, options: Self.options) }

    /// Whether the seed's server accepts a key at a moment, by its own rule.
    func accepts(_ key: String, at now: Instant) throws -> Bool {
        try database.execute(
            """
            SELECT 1 FROM user_mcp_api_keys WHERE api_key = \(database.literal(key)) AND is_active
                AND (expires_at IS NULL OR expires_at >= \(database.time(now)))
            """
        ).count == 1
    }

    /// What changes with every write of a key's row, in the order of the rows.
    func versions() throws -> [[String?]] {
        let version = database.kind.isPostgreSQL ? "xmin::text, updated_at::text" : "is_active, expires_at, updated_at"
        return try database.execute("SELECT id, \(version) FROM user_mcp_api_keys ORDER BY id")
    }

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

func fingerprint(_ key: String) -> Fingerprint { Fingerprint(of: Secret(text: key)) }

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
