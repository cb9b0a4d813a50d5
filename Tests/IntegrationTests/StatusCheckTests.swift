internal import TestSupport
internal import Testing

/// `keyturn status --check`, as health checks and monitors call it.
@Suite(.unlessItHangs) struct StatusCheckTests {
    private func delivered() async throws -> (World, Place) {
        let world = try World()
        let place = try world.addEnvironment("prod", rotation: "{ every: 30d, overlap: 48h }")
        try await world.keyturn("apply", "--yes")
        return (world, place)
    }

    @Test func `what stands as declared passes, and says nothing on standard error`() async throws {
        let (world, _) = try await delivered()
        let run = try await world.keyturn("status", "--check")
        #expect(run.exitCode == 0 && run.errorsBesideProgress.isEmpty, "\(run)")
    }

    @Test func `a file without the current key fails, in text and as JSON, and status alone does not`() async throws {
        let (world, place) = try await delivered()
        try world.write("\(place.output)/backend.env", "")
        let run = try await world.keyturn("status", "--check")
        #expect(run.exitCode == 1 && run.errorCodes == ["key-undelivered"], "\(run)")
        let json = try await world.keyturn("status", "--check", "--format", "json")
        #expect(json.exitCode == 1 && json.output.contains("\"code\": \"key-undelivered\""), "\(json)")
        #expect(try await world.keyturn("status").exitCode == 0)
    }

    @Test func `an identity that has no key yet fails`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let run = try await world.keyturn("status", "--check")
        #expect(run.exitCode == 1 && run.errorCodes == ["no-live-key"], "\(run)")
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL], [true, false])
    func `a key that another environment accepts fails, also by a copied row, and status alone does not`(
        _ kind: SeedDatabase.Kind,
        _ isCopied: Bool
    ) async throws {
        let world = try World()
        let prod = try world.addEnvironment("prod", kind)
        try await world.keyturn("apply", "--yes")
        let dev = try world.addEnvironment("dev", kind)
        let row = try #require(
            prod.database.execute("SELECT id, api_key, created_at FROM user_mcp_api_keys").first
        ).compactMap(\.self)
        try dev.insertByHand(row[1], name: "someone's")
        if isCopied {
            let values = row.map(dev.database.literal)
            try dev.database.execute("UPDATE user_mcp_api_keys SET id = \(values[0]), created_at = \(values[2])")
        }
        let run = try await world.keyturn("status", "--check")
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.errorCodes.contains(isCopied ? "copied-keys-live" : "shared-key-live"), "\(run)")
        #expect(try await world.keyturn("status").exitCode == 0)
    }

    @Test func `an environment that cannot be looked at fails`() async throws {
        let (world, _) = try await delivered()
        world.set("PROD_DATABASE_URL", "sqlite:\(world.path("gone.sqlite"))")
        #expect(try await world.keyturn("status", "--check").exitCode == 1)
    }
}
