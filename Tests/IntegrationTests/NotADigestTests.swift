import Model
import TestSupport
import Testing

/// Rows of a table of digests that hold something else.
@Suite(.unlessItHangs) struct NotADigestTests {
    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a key in plain text among digests is told by its row, and its text is not shown`(
        kind: SeedDatabase.Kind
    ) async throws {
        let key = randomKey()
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        let place = try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (id \(id) PRIMARY KEY, secret text NOT NULL, label text NOT NULL, ends_at timestamp,
                made_at timestamp);
            INSERT INTO tokens VALUES ('\(randomUUID())', '\(key)', 'backend', NULL, '2026-01-01 00:00:00');
            """,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "expires: { column: ends_at, type: timestamp }", "created: { column: made_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        world.keepSecret(key)
        world.keepSecret(Fingerprint(of: Secret(text: key)).digits)
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 0 && plan.warningCodes == ["not-a-digest"], "\(plan)")
        #expect(plan.errors.contains("a live row has no digest of the profile's form (sha256, hex)"), "\(plan)")
        #expect(plan.errors.contains("may hold a key in plain text"), "\(plan)")
        let inventory = try await world.keyturn("inventory")
        #expect(inventory.output.contains("row:") && !inventory.output.contains("(guessable)"), "\(inventory)")
        let verify = try await world.keyturn("verify")
        let said = verify.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("no digest of the profile's form"), "\(verify)")
        // It is no key of the identity's: it neither counts as current nor is it ended.
        try await world.succeed("apply", "--yes")
        #expect(try place.database.execute("SELECT ends_at FROM tokens WHERE secret = '\(key)'") == [[nil]])
        #expect(try place.database.execute("SELECT id FROM tokens").count == 2)
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `rows that Keyturn issued in another form are said to be that, and are not to be deleted`(
        kind: SeedDatabase.Kind
    ) async throws {
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        try world.addTokens(
            kind,
            "CREATE TABLE tokens (id \(id) PRIMARY KEY, secret text NOT NULL, label text NOT NULL, made_at timestamp)",
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: base64 }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "created: { column: made_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        try await world.succeed("apply", "--yes")
        let profiles = "environments/_profiles.yaml"
        try world.write(profiles, try world.read(profiles).replacing("encoding: base64 }", with: "encoding: hex }"))
        let plan = try await world.keyturn("plan")
        let said = plan.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(plan.warningCodes.contains("not-a-digest"), "\(plan)")
        #expect(said.contains("a live row that Keyturn issued has no digest of the profile's form"), "\(plan)")
        #expect(said.contains("issued in another form"), "\(plan)")
        #expect(!said.contains("plain text") && !said.contains("delete the rows"), "\(plan)")
    }

    @Test func `bytes of another digest are not taken for the profile's, and no working key is written over`()
        async throws
    {
        let world = try World()
        let place = try world.addTokens(
            .postgreSQLBySQL,
            "CREATE TABLE tokens (id uuid PRIMARY KEY, secret bytea NOT NULL, label text NOT NULL, made_at timestamp)",
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha512, encoding: bytes }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "created: { column: made_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        let key = "tk_\(randomKey().dropFirst(4).prefix(32))"
        let file = "API_KEY=\(key)\n"
        try world.write(World.tokenFile, file)
        try world.setMode(World.tokenFile, 0o600)
        try place.database.execute(
            "INSERT INTO tokens VALUES ('\(randomUUID())', sha256('\(key)'), 'backend', '2026-01-01')"
        )
        for command in [["plan"], ["apply", "--yes"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1 && run.errorCodes == ["unknown-key-delivered"], "\(run)")
            let said = run.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(
                said.contains("not-a-digest") && said.contains("`stored` in the profile tokens does not say"),
                "\(run)"
            )
        }
        #expect(try world.read(World.tokenFile) == file)
        #expect(try place.database.execute("SELECT count(*) FROM tokens") == [["1"]])
    }
}
