internal import Model
internal import TestSupport
internal import Testing

/// `onEnd` of a profile: what is run when keys were ended at once, so that the server notices.
@Suite(.unlessItHangs) struct EndCommandTests {
    private let world: World

    init() throws { world = try World() }

    private func addProd(_ kind: SeedDatabase.Kind, onEnd: String) throws -> Place {
        let place = try world.addEnvironment("prod", kind)
        let file = "environments/prod.yaml"
        let text = try world.read(file)
        try world.write(file, text.replacing("_DATABASE_URL}\n", with: "_DATABASE_URL}\n  profile: ours\n"))
        try world.write(
            "environments/_profiles.yaml",
            "profiles:\n  ours:\n    extends: pm-mcp-server\n    onEnd: \(onEnd)\n"
        )
        return place
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a revocation runs the command once, after the key has ended, and nothing else does`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try addProd(
            kind,
            onEnd: "[sh, -c, 'echo \"$$KEYTURN_ENVIRONMENT/$$KEYTURN_IDENTITIES\" >> ../ran; env >> ../surroundings']"
        )
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try await world.keyturn("rotate", "prod/backend", "--now").exitCode == 0)
        #expect(!world.exists("ran"))

        let revoked = try await world.keyturn("revoke", "prod/backend")
        #expect(revoked.exitCode == 0, "\(revoked)")
        #expect(revoked.output.contains("$ onEnd sh -c"), "\(revoked)")
        #expect(!revoked.errors.contains("Sessions that were opened"), "\(revoked)")
        #expect(try world.read("ran") == "prod/backend\n")
        #expect(try !world.read("surroundings").contains("PROD_DATABASE_URL"))
        #expect(try place.accepted() == [try #require(place.keys.last)])
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `a command that fails is tried three times, told without its arguments, and undoes nothing`()
        async throws
    {
        let place = try addProd(
            .sqliteDashed,
            onEnd: "[sh, -c, 'echo again >> ../ran; cat ../deploy/prod/backend.env; exit 7', hunter2hunter2]"
        )
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)

        let revoked = try await world.keyturn("revoke", "prod/backend", "--format", "json")
        #expect(revoked.exitCode == 1, "\(revoked)")
        #expect(revoked.output.contains("\"end-hook-failed\""), "\(revoked)")
        #expect(!revoked.errors.contains("hunter2"), "\(revoked)")
        #expect(!revoked.output.contains(try #require(place.keys.last)))
        #expect(try world.read("ran") == "again\nagain\nagain\n")
        #expect(try place.accepted() == [try #require(place.keys.last)])
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `without the command, a revocation says what ends open sessions`() async throws {
        let place = try world.addEnvironment("prod")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try await world.keyturn("revoke", "prod/backend").errors.contains("until the server is restarted"))
    }

    @Test func `an identity that is declared absent runs it, too`() async throws {
        let place = try addProd(.sqliteDashed, onEnd: "[sh, -c, 'echo x >> ../ran']")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file).replacing("  backend:\n", with: "  backend:\n    state: absent\n"))
        let applied = try await world.keyturn("apply", "--yes")
        #expect(applied.exitCode == 0, "\(applied)")
        #expect(try world.read("ran") == "x\n")
        #expect(try place.accepted().isEmpty)
    }
}
