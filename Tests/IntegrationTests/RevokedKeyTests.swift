internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// A revoked key that comes back, with a restored database say, is not delivered or left live without a word.
@Suite(.unlessItHangs) struct RevokedKeyTests {
    private static let kinds: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLBySQL]

    private let world: World
    private let old = randomKey()
    private var fingerprint: String { Fingerprint(of: Secret(text: old)).description }

    init() throws {
        world = try World()
        try world.makeFolder("audit")
    }

    /// An environment in which a key was adopted, with what its files hold.
    private func adopted(_ kind: SeedDatabase.Kind) async throws -> (place: Place, files: [String: String]) {
        let place = try world.addEnvironment("prod", kind)
        try append("audit: { path: ../audit/prod.jsonl }\n")
        try place.insertByHand(old)
        try world.paste(old, into: place)
        _ = try await run("apply", "--yes")
        let files = try World.fragments.map { ("\(place.output)/\($0)", try world.read("\(place.output)/\($0)")) }
        return (place, Dictionary(uniqueKeysWithValues: files))
    }

    private func append(_ text: String) throws {
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + text)
    }

    /// As it was before the key was revoked.
    private func restore(_ place: Place, _ files: [String: String] = [:]) throws {
        let old = place.database.literal(old)
        _ = try place.database.execute("DELETE FROM user_mcp_api_keys WHERE api_key <> \(old)")
        _ = try place.database.execute("UPDATE user_mcp_api_keys SET is_active = TRUE, expires_at = NULL")
        for (path, content) in files { try world.write(path, content) }
    }

    private func run(_ arguments: String..., exitCode: Int32 = 0) async throws -> Run {
        let run = try await world.keyturn(arguments)
        #expect(run.exitCode == exitCode, "\(run)")
        return run
    }

    @Test(arguments: kinds)
    func `a revoked key that came back is told everywhere, and replaced and ended by rotate`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let (place, files) = try await adopted(kind)
        _ = try await run("revoke", "prod/backend")
        #expect(try await !world.keyturn("verify").errorCodes.contains("revoked-key-live"))
        try restore(place, files)

        let plan = try await run("plan")
        #expect(plan.warningCodes.contains("revoked-key-live"), "\(plan)")
        #expect(plan.output.contains("the audit file says that it was revoked on"), "\(plan)")
        #expect(try await run("status").warningCodes.contains("revoked-key-live"))
        #expect(try await run("verify", exitCode: 1).errorCodes.contains("revoked-key-live"))

        let rotate = try await run("rotate")
        #expect(rotate.warningCodes.contains("revoked-key-live"), "\(rotate)")
        let live = try place.accepted()
        #expect(live.count == 1 && !live.contains(old))
        #expect(try world.read("\(place.output)/backend.env").contains(live.first ?? "none"))
        #expect(try await !run("plan").warningCodes.contains("revoked-key-live"))
        #expect(try await !world.keyturn("verify").errorCodes.contains("revoked-key-live"))
    }

    @Test(arguments: kinds)
    func `where the database alone was restored, the key is reported, and ended by hand`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let (place, _) = try await adopted(kind)
        _ = try await run("revoke", "prod/backend")
        try restore(place)
        let rotate = try await run("rotate", exitCode: 1)
        #expect(rotate.errorCodes.contains("unknown-key-delivered"), "\(rotate)")
        #expect(rotate.warningCodes.contains("revoked-key-live"), "\(rotate)")
        #expect(try place.accepted() == [old])
        _ = try await world.keyturn("revoke", "prod/backend", "--key", fingerprint)
        #expect(try place.accepted().isEmpty)
    }

    @Test(arguments: kinds)
    func `a key that is kept on purpose is neither told nor ended`(_ kind: SeedDatabase.Kind) async throws {
        let (place, files) = try await adopted(kind)
        _ = try await run("revoke", "prod/backend")
        try restore(place, files)
        try append("forgotten: [\(fingerprint)]\n")
        let plan = try await run("plan")
        #expect(!plan.warningCodes.contains("revoked-key-live"), "\(plan)")
        _ = try await run("rotate")
        #expect(try place.accepted() == [old])
        #expect(try await !world.keyturn("verify").errorCodes.contains("revoked-key-live"))
    }

    @Test(arguments: kinds)
    func `a row that was switched on again under another owner is ended too`(_ kind: SeedDatabase.Kind) async throws {
        let (place, _) = try await adopted(kind)
        _ = try await run("revoke", "prod/backend")
        let other = Owner(id: try #require(OwnerID(randomUUID())), email: "other@x", name: "Other")
        try place.database.insert(other)
        _ = try place.database.execute(
            """
            UPDATE user_mcp_api_keys SET is_active = TRUE, expires_at = NULL,
            user_id = \(place.database.literal(place.database.stored(other.id.text)))
            WHERE api_key = \(place.database.literal(old))
            """
        )
        #expect(try await run("plan").warningCodes.contains("revoked-key-live"))
        _ = try await run("rotate")
        #expect(try !place.accepted().contains(old))
    }

    @Test(arguments: ["missing", "a folder"])
    func `an audit file that could not be read does not pass`(_ what: String) async throws {
        let (place, _) = try await adopted(.sqliteDashed)
        _ = try await run("rotate", "prod/backend", "--now", "--reason", "ticket 7")
        #expect(try place.accepted().count == 2)
        #expect(try await !run("plan").warningCodes.contains("audit-not-read"))
        try FileManager.default.removeItem(atPath: world.path("audit/prod.jsonl"))
        if what == "a folder" { try world.makeFolder("audit/prod.jsonl") }
        #expect(try await run("plan").warningCodes.contains("audit-not-read"))
        #expect(try await run("status").warningCodes.contains("audit-not-read"))
        #expect(try await run("verify", exitCode: 1).errorCodes.contains("audit-not-read"))
    }

    @Test(arguments: kinds)
    func `revoke prints the entry that keeps the key ended without the audit file`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let (place, files) = try await adopted(kind)
        let revoke = try await run("revoke", "prod/backend", "--reason", "seen in a \"chat\": twice")
        #expect(revoke.errors.contains("_revoked.yaml"), "\(revoke)")
        let start = try #require(revoke.errors.range(of: "revoked:\n"))
        try world.write("environments/_revoked.yaml", String(revoke.errors[start.lowerBound...]))
        _ = try await run("validate")
        try restore(place, files)
        try FileManager.default.removeItem(atPath: world.path("audit/prod.jsonl"))
        let plan = try await run("plan")
        #expect(plan.output.contains("seen in a \"chat\": twice"), "\(plan)")
        #expect(try await run("verify", exitCode: 1).errorCodes.contains("revoked-key-live"))
        _ = try await run("rotate")
        #expect(try !place.accepted().contains(old))
    }

    @Test func `revoke offers the entry to programs`() async throws {
        struct Result: Decodable {
            struct Entry: Decodable, Equatable {
                let fingerprint: String
                let reason: String
            }
            let revocationEntries: [Entry]
        }
        _ = try await adopted(.sqliteDashed)
        let revoke = try await run("revoke", "prod/backend", "--reason", "leaked", "--format", "json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let result = try decoder.decode(Result.self, from: Data(revoke.output.utf8))
        #expect(result.revocationEntries == [.init(fingerprint: fingerprint, reason: "leaked")])
    }
}
