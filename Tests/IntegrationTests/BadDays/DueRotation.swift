internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// An environment whose key was delivered everywhere and is due, and which can be put back there.
struct DueRotation {
    let world: World
    let place: Place

    /// Each was current once; the last one is due.
    private let old: String
    private let fragments: [String: String]

    init(_ world: World, _ name: String, _ kind: SeedDatabase.Kind, on cluster: PostgreSQLCluster? = nil) async throws {
        self.world = world
        place = try world.addEnvironment(name, kind, on: cluster, rotation: "{ every: 30d, overlap: 48h }")
        let apply = try await world.keyturn("apply", "--yes", "-e", name)
        guard apply.exitCode == 0, let key = place.keys.first else { throw TestFailure("\(apply)") }
        old = key
        fragments = try Dictionary(
            uniqueKeysWithValues: world.files(below: place.output).map { ($0, try world.read($0)) }
        )
        try Self.age(place)
    }

    /// Makes the key that is current due for its next rotation.
    static func age(_ place: Place) throws {
        let created = place.database.time(.current - .seconds(40 * 86_400))
        try place.database.execute("UPDATE user_mcp_api_keys SET created_at = \(created) WHERE expires_at IS NULL")
    }

    /// The row, and the fragments, as they were when the key became due.
    func reset() throws {
        try place.database.execute("DELETE FROM user_mcp_api_keys")
        try place.insertByHand(old, age: .seconds(40 * 86_400))
        for (file, text) in fragments { try world.write(file, text) }
    }

    /// The keys that replaced the one that was due.
    var newKeys: [String] { place.keys.filter { $0 != old } }

    /// When the key that was due ends; nil as long as never expires.
    func end() throws -> Instant? { try place.end(of: old) }
}
