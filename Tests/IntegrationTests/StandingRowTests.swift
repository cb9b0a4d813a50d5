import Model
import TestSupport
import Testing

/// Rows of a person's in a table of digests that do not say which key they are of: an end is written into their names, and
/// nothing that could be taken for their keys' fingerprints.
@Suite(.unlessItHangs) struct StandingRowTests {
    @Test func `a row that is replaced bears its own mark, and stays unknown to the revocation list`() async throws {
        let world = try World()
        let place = try world.addTokens(
            .postgreSQLBySQL,
            """
            CREATE TABLE tokens (id serial PRIMARY KEY, digest text NOT NULL UNIQUE, label varchar(64) NOT NULL,
                made_at timestamp NOT NULL)
            """,
            profile: [
                "table: tokens", "stored: { column: digest, scheme: sha512, encoding: hex }",
                "id: { column: id, made: database }", "name: { column: label }",
                "created: { column: made_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        try await world.succeed("apply", "--yes")
        let key = try #require(KeyText.keys(in: "mcp_\(randomUUID())\(randomUUID())".replacing("-", with: "")).first)
        try place.database.execute(
            "INSERT INTO tokens (digest, label, made_at) VALUES (encode(sha512('\(key)'), 'hex'), 'backend', '2026-01-01')"
        )
        let digits = Fingerprint(of: Secret(text: key)).hex.prefix(12)
        try world.write(
            "environments/_revoked.yaml",
            "revoked:\n  - { fingerprint: \"\(digits)\", date: 2026-11-20, reason: leaked }\n"
        )
        #expect(try await world.keyturn("plan").errors.contains("revocation-unseen"))
        try await world.succeed("apply", "--yes")
        let labels = "SELECT label FROM tokens WHERE made_at = '2026-01-01'"
        let label = try #require(try place.database.execute(labels).first?.first.flatMap(\.self))
        #expect(label.hasPrefix("backend (row:") && label.contains(" until "))

        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0 && plan.errors.contains("revocation-unseen"), "\(plan)")
        let status = try await world.keyturn("status", "--format", "json")
        #expect(status.output.contains(label.dropFirst("backend (".count).prefix(12)), "\(status)")

        // The end is believed, and carried out.
        let past = label.replacing(/until [^)]*/, with: "until 2026-02-01T00:00Z")
        try place.database.execute("UPDATE tokens SET label = '\(past)' WHERE made_at = '2026-01-01'")
        try await world.succeed("rotate")
        #expect(try place.database.execute("SELECT count(*) FROM tokens") == [["1"]])
    }
}
