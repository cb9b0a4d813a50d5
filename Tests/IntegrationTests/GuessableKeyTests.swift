internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Promise 3 for keys that people made: the digits of a key's SHA-256 would confirm a guess, so nothing tells them.
///
/// ``SecretSearch`` looks for them after every run.
@Suite(.unlessItHangs) struct GuessableKeyTests {
    private static let kinds: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLBySQL]

    private let world: World
    private let number = UInt32.random(in: 1_000...9_999)
    private var short: String { "hunter\(number)" }
    private var long: String { "correct-horse-battery-staple-\(number)" }
    private var prefixed: String { "mcp_" + String(repeating: "0123456789abcdef", count: 4) }

    init() throws {
        world = try World()
        try world.makeFolder("audit")
    }

    private func environment(_ name: String, _ kind: SeedDatabase.Kind, holding key: String) throws -> Place {
        let place = try world.addEnvironment(name, kind)
        for word in [short, long, prefixed] { world.keepGuessable(word) }
        let file = "environments/\(name).yaml"
        try world.write(
            file,
            try world.read(file) + """
                audit: { path: ../audit/\(name).jsonl }
                watch:
                  - { file: ../legacy-\(name).env, variables: [TOKEN] }
                  - { table: pm_provider_connections, columns: [api_token], label: [name] }

                """
        )
        try world.write("legacy-\(name).env", "TOKEN=\(short)\n")
        world.mayHoldKeys(["legacy-\(name).env"])
        try place.database.insertProvider("Jira", token: long, createdAt: nil)
        try place.insertByHand(key)
        try place.insertByHand("other-\(long)", name: "Unmanaged")
        let other = Owner(id: try #require(OwnerID(randomUUID())), email: "other@example.org", name: "Other")
        try place.database.insert(other)
        try place.database.insertKey("foreign-\(long)", owner: other.id, name: Place.keyName, createdAt: .current)
        return place
    }

    /// Every command that reports keys, in every format that it has.
    private func lookEverywhere() async throws {
        for arguments in [
            ["plan", "-vv"], ["plan", "--format", "json"], ["plan", "--format", "markdown"],
            ["plan", "--out", "saved.plan"], ["show", "saved.plan"],
            ["show", "saved.plan", "--format", "json"], ["show", "saved.plan", "--format", "markdown"],
            ["status"], ["status", "--format", "json"], ["status", "--metrics-file", "metrics.prom"],
            ["verify"], ["verify", "--format", "json"], ["forecast"], ["forecast", "--format", "json"],
            ["isolation", "show"], ["isolation", "show", "--format", "json"], ["isolation", "export", "-e", "prod"],
            ["schedule", "show"], ["doctor"], ["doctor", "--format", "json"],
            ["schedule", "show", "--format", "json"], ["audit", "show"], ["audit", "show", "--format", "json"],
        ] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode != 64, "\(run)")
        }
    }

    @Test(arguments: kinds, ["short", "long", "of the declared form"])
    func `no output and no file tells the digits of a key that could be guessed`(
        _ kind: SeedDatabase.Kind,
        _ sort: String
    ) async throws {
        let key = sort == "short" ? short : sort == "long" ? long : prefixed
        let dev = try environment("dev", kind, holding: key)
        let prod = try environment("prod", kind, holding: key)
        for place in [dev, prod] { try world.paste(key, into: place) }
        try await lookEverywhere()
        let status = try await world.keyturn("status", "--format", "json")
        #expect(status.output.contains(#""fingerprint": "row:"#), "\(status)")
        let apply = try await world.keyturn("apply", "saved.plan")
        #expect([0, 1, 64].contains(apply.exitCode), "\(apply)")
        _ = try await world.keyturn("apply", "--yes")
        try await lookEverywhere()
        for place in [dev, prod] { try world.expectLit(place) }
    }

    @Test(arguments: kinds)
    func `a key that could be guessed is adopted, named by its row, and revoked by that name`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let prod = try environment("prod", kind, holding: prefixed)
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(try world.delivered(to: prod).values.allSatisfy { $0 == prefixed })
        try await lookEverywhere()
        let status = try await world.keyturn("status", "--format", "json")
        let mark = try #require(status.output.firstMatch(of: /row:[0-9a-f]{8}/)).output
        // The plan that was saved is still the plan: what could be guessed is compared by its row.
        _ = try await world.keyturn("plan", "--out", "saved.plan")
        let same = try await world.keyturn("apply", "saved.plan", "--yes")
        #expect(same.exitCode == 0, "\(same)")
        let revoke = try await world.keyturn("revoke", "prod/backend", "--key", String(mark), "--yes")
        #expect(revoke.exitCode == 0, "\(revoke)")
        #expect(try !prod.accepted().contains(prefixed))
        try await lookEverywhere()
        // A restored database brings it back, and the audit file knows its row.
        try prod.database.execute(
            "UPDATE user_mcp_api_keys SET is_active = TRUE, expires_at = NULL WHERE api_key = '\(prefixed)'"
        )
        #expect(try await world.keyturn("plan").warningCodes.contains("revoked-key-live"))
        try await lookEverywhere()
    }
}
