internal import Foundation
internal import Model
internal import TestSupport

/// One environment of a ``World``: its name and its database, and what the server that checks keys would say.
struct Place: Sendable {
    let name: String
    let database: SeedDatabase

    /// Relative to the world.
    var output: String { "deploy/\(name)" }

    /// The seed's owner, who has the same id in every environment.
    static let owner: Owner = {
        guard let id = OwnerID("00000000-0000-0000-0000-000000000000") else { preconditionFailure("no UUID") }
        return Owner(id: id, email: "system@backend", name: "Backend Service")
    }()

    static let keyName = "Backend Service API Key"

    /// A row as it is made by hand: the owner's too, where it is missing.
    func insertByHand(
        _ key: String,
        name: String = Place.keyName,
        age: Duration = .seconds(200 * 86_400),
        isActive: Bool? = true,
        expiresAt: Instant? = nil
    ) throws {
        if try database.execute("SELECT id FROM users").isEmpty { try database.insert(Self.owner) }
        try database.insertKey(
            key,
            owner: Self.owner.id,
            name: name,
            isActive: isActive,
            expiresAt: expiresAt,
            createdAt: .current - age
        )
    }

    /// All keys of the store, dead ones too, the newest last; empty where the table cannot be read.
    var keys: [String] {
        let rows = try? database.execute("SELECT api_key FROM user_mcp_api_keys ORDER BY created_at")
        return (rows ?? []).compactMap { $0.first ?? nil }
    }

    /// What others issued: the credentials of the server's providers, where it has that table.
    var providerCredentials: [String] {
        let rows = try? database.execute("SELECT api_key, api_token FROM pm_provider_connections")
        return (rows ?? []).flatMap { $0.compactMap(\.self) }.filter { !$0.isEmpty }
    }

    /// The keys that the server accepts at a moment: active, and not ended before it.
    func accepted(at moment: Instant = .current) throws -> Set<String> {
        let rows = try database.execute(
            """
            SELECT api_key FROM user_mcp_api_keys WHERE is_active
            AND (expires_at IS NULL OR \(database.utc("expires_at")) >= \(database.literal(moment.databaseText)))
            """
        )
        return Set(rows.compactMap { $0.first ?? nil })
    }

    /// Naive UTC, as the server compares it; nil where the key has no end.
    func end(of key: String) throws -> Instant? {
        let rows = try database.execute(
            "SELECT \(database.utc("expires_at")) FROM user_mcp_api_keys WHERE api_key = \(database.literal(key))"
        )
        guard let row = rows.first else { throw TestFailure("\(name) has no such key") }
        return try (row.first ?? nil).map { text in
            guard let instant = Instant(text: text) else { throw TestFailure("no time: \(text)") }
            return instant
        }
    }
}

extension Instant {
    static var current: Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
