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
}
