import Model
import TestSupport
import Testing

/// One row that cannot be understood stops its identity, and nothing else.
@Suite(.unlessItHangs) struct UnreadableRowTests {
    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a row without an id stops its identity alone`(_ kind: SeedDatabase.Kind) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod", kind)
        try declareAnother(world, place)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try place.database.loosen("user_mcp_api_keys")
        try place.database.execute(
            "UPDATE user_mcp_api_keys SET id = NULL WHERE name = \(place.database.literal(Place.keyName))"
        )
        let run = try await world.keyturn("plan")
        #expect(run.exitCode == 1 && run.errorCodes == ["unreadable-row"], "\(run)")
        let rotate = try await world.keyturn("rotate", "prod/other", "--now", "--yes")
        #expect(rotate.output.contains("1 key issued"), "\(rotate)")
    }

    @Test(arguments: ["expires_at = 'soon'", "created_at = 'long ago'", "is_active = 'perhaps'", "api_key = x'ff00'"])
    func `an unreadable row stops its identity alone`(_ change: String) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        try declareAnother(world, place)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let override = "\(place.output)/compose.keyturn.yaml"
        let key = try #require(KeyText.keys(in: try world.read("\(place.output)/secrets/pm_mcp_api_key")).first)
        try place.database.execute(
            "UPDATE user_mcp_api_keys SET \(change) WHERE name = \(place.database.literal(Place.keyName))"
        )
        for command in [["plan"], ["status"], ["rotate", "--yes"], ["apply", "--yes"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1 && run.errorCodes == ["unreadable-row"], "\(run)")
            // The key may be in that very row.
            #expect(!run.errors.contains("unknown-key"), "\(run)")
        }
        let rotate = try await world.keyturn("rotate", "prod/other", "--now", "--yes")
        #expect(rotate.output.contains("1 key issued"), "\(rotate)")
        // What is in the shared files for the identity that is stopped stays.
        #expect(try world.read(override).contains("\"PM_MCP_API_KEY\": \"\(key)\""))
        let verify = try await world.keyturn("verify")
        #expect(verify.exitCode == 1 && verify.output.contains("unreadable"), "\(verify)")
    }

    @Test(arguments: ["expires_at = 'soon'", "created_at = 'long ago'", "is_active = 'perhaps'"])
    func `a key whose row is unreadable is revoked`(_ change: String) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let file = "\(place.output)/secrets/pm_mcp_api_key"
        let key = try #require(KeyText.keys(in: try world.read(file)).first)
        try place.database.execute("UPDATE user_mcp_api_keys SET \(change)")
        let run = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(run.exitCode == 0 && run.errors.contains("revoked like the others"), "\(run)")
        let rows = try place.database.execute("SELECT api_key FROM user_mcp_api_keys WHERE is_active = 1")
        let successor = try #require(KeyText.keys(in: try world.read(file)).first)
        #expect(rows == [[successor]] && successor != key)
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a key in a described table is revoked, whatever stands where its age should`(kind: SeedDatabase.Kind)
        async throws
    {
        let world = try World()
        let place = try world.addTokens(
            kind,
            "CREATE TABLE tokens (id text PRIMARY KEY, secret text UNIQUE, label text, made_at text, revoked boolean)",
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "created: { column: made_at, type: iso }", World.tokenFlag,
            ],
            identity: ["key: { name: backend }"]
        )
        try await world.succeed("apply", "--yes")
        try place.database.execute("UPDATE tokens SET made_at = 'long ago'")
        let run = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(run.exitCode == 0, "\(run)")
        let rows = try place.database.execute("SELECT count(*) FROM tokens WHERE made_at = 'long ago' AND NOT revoked")
        #expect(rows == [["0"]])
    }

    /// A second identity, `other`, like the first one.
    private func declareAnother(_ world: World, _ place: Place) throws {
        let yaml = try world.read("environments/prod.yaml")
        let other = yaml.split(separator: "  backend:")[1]
            .replacing(Place.owner.id.text, with: "00000000-0000-0000-0000-000000000009")
            .replacing(Place.owner.email, with: "other@x").replacing("PM_MCP_API_KEY", with: "OTHER")
            .replacing("pm_mcp_api_key", with: "other").replacing(Place.keyName, with: "Other key")
        try world.write("environments/prod.yaml", yaml + "  other:" + other)
        world.mayHoldKeys(["\(place.output)/secrets/other"])
    }
}
