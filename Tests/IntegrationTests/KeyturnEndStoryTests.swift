import Model
import TestSupport
import Testing

/// Tables in which no column holds an end: the real binary writes it into the name, and ends the row itself.
@Suite(.unlessItHangs) struct KeyturnEndStoryTests {
    /// What ends a row.
    enum Means: String, CaseIterable { case deletion, flag }

    private static let everywhere = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL].flatMap { kind in
        Means.allCases.map { (kind, $0) }
    }

    @Test(arguments: everywhere)
    func `an old key is ended by the first run after its overlap, and a revoked one at once`(
        kind: SeedDatabase.Kind,
        means: Means
    ) async throws {
        let table = try TokenTable(kind, means)
        try await table.world.succeed("apply", "--yes")
        let first = try table.delivered()
        #expect(try table.live() == ["backend (\(first.digits))"])
        try await table.world.expectNothingToDo()

        try await table.world.succeed("rotate", "prod/backend", "--now", "--yes")
        let second = try table.delivered()
        let names = try table.live()
        #expect(names.count == 2 && names.contains("backend (\(second.digits))"))
        #expect(names.contains { $0.hasPrefix("backend (\(first.digits) until ") })
        try await table.world.expectNothingToDo()

        // Not a minute early.
        try table.setEnd(of: first, to: .current + .seconds(600))
        try await table.world.expectNothingToDo()
        try table.setEnd(of: first, to: .current - .seconds(600))
        try await table.world.succeed("plan", "--out", table.world.path("next.plan"))
        let shown = try await table.world.keyturn("show", table.world.path("next.plan"), "--format", "json")
        #expect(shown.output.contains("end-reached"), "\(shown)")
        try await table.world.succeed("apply", table.world.path("next.plan"))
        #expect(try table.live() == ["backend (\(second.digits))"])
        #expect(try table.count() == (means == .deletion ? 1 : 2))
        try await table.world.expectNothingToDo()

        try await table.world.succeed("revoke", "prod/backend", "--yes")
        let third = try table.delivered()
        #expect(third.text != second.text)
        #expect(try table.live() == ["backend (\(third.digits))"])
        try await table.world.expectNothingToDo()
    }

    @Test(arguments: everywhere)
    func `a job ends an old key, but not one that a file holds again`(
        kind: SeedDatabase.Kind,
        means: Means
    ) async throws {
        let table = try TokenTable(kind, means)
        try await table.world.succeed("apply", "--yes")
        let (first, file) = (try table.delivered(), try table.world.read(World.tokenFile))
        try await table.world.succeed("rotate", "prod/backend", "--now", "--yes")
        try table.world.write(World.tokenFile, file)
        try table.world.setMode(World.tokenFile, 0o600)
        try table.setEnd(of: first, to: .current - .seconds(600))
        try await table.world.succeed("apply", "--yes")
        #expect(try table.live().contains { $0.hasPrefix("backend (\(first.digits)") })
        #expect(try table.delivered().text != first.text)
        try table.setEnd(of: first, to: .current - .seconds(600))
        _ = try await table.world.keyturn("rotate")
        #expect(try !table.live().contains { $0.hasPrefix("backend (\(first.digits)") })
    }

    @Test(arguments: Means.allCases)
    func `where a sequence numbers the rows, the right to draw from it is asked for and told`(
        means: Means
    ) async throws {
        let table = try TokenTable(.postgreSQLBySQL, means)
        let role = "role_\(randomUUID().prefix(8))"
        try table.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE \(role) LOGIN")
        let grants = try await table.world.keyturn("doctor", "--grants", "-e", "prod", "--role", role)
        let lines = grants.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("GRANT USAGE ON SEQUENCE public.api_tokens_id_seq TO") }, "\(grants)")
        try table.execute(lines.filter { !$0.contains("SEQUENCE") }.joined(separator: "\n"))
        let place = try table.world.place("prod")
        table.world.setURL(place, place.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))

        let plan = try await table.world.keyturn("plan")
        #expect(plan.exitCode == 1 && plan.errors.contains("public.api_tokens_id_seq"), "\(plan)")
        let doctor = try await table.world.keyturn("doctor")
        #expect(doctor.exitCode == 1 && doctor.output.contains("USAGE on the sequence"), "\(doctor)")
        try table.execute(grants.output)
        let allowed = try await table.world.keyturn("doctor", "--format", "json")
        #expect(!allowed.output.contains("\"database-rights\",\"verdict\":\"fail\""), "\(allowed)")
        try await table.world.succeed("apply", "--yes")
        try await table.world.succeed("rotate", "prod/backend", "--now", "--yes")
        try await table.world.succeed("revoke", "prod/backend", "--yes")
    }
}

/// A table without a column for an end, and the environment that delivers its keys.
private struct TokenTable {
    let world: World
    private let place: Place

    init(_ kind: SeedDatabase.Kind, _ means: KeyturnEndStoryTests.Means) throws {
        world = try World()
        let id = kind.isPostgreSQL ? "bigserial" : "integer"
        place = try world.addTokens(
            kind,
            """
            CREATE TABLE api_tokens (id \(id) PRIMARY KEY, owner_id bigint NOT NULL, label varchar(120) NOT NULL,
                digest varchar(64) NOT NULL UNIQUE, revoked boolean NOT NULL DEFAULT FALSE, made_at timestamp NOT NULL)
            """,
            profile: [
                "table: api_tokens", "stored: { column: digest, scheme: sha256, encoding: hex }",
                "id: { column: id, made: database }", "owner: { column: owner_id, type: integer }",
                "name: { column: label }", "created: { column: made_at, type: timestamp }",
            ] + (means == .flag ? [World.tokenFlag] : []),
            identity: ["owner: 17", "key: { name: backend }"]
        )
    }

    func execute(_ sql: String) throws { try place.database.execute(sql) }

    func delivered() throws -> GatewayKey { try world.deliveredToken() }

    /// The names of the rows that the server accepts.
    func live() throws -> [String] {
        try place.database.execute("SELECT label FROM api_tokens WHERE NOT revoked ORDER BY label").compactMap { $0[0] }
    }

    func count() throws -> Int { try place.database.execute("SELECT id FROM api_tokens").count }

    /// As if its overlap had begun at another time.
    func setEnd(of key: GatewayKey, to end: Instant) throws {
        let name = MarkedName("backend", of: key.fingerprint, until: end).text
        try place.database.execute("UPDATE api_tokens SET label = '\(name)' WHERE digest = '\(key.fingerprint.hex)'")
    }
}
