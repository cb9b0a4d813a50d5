import Model
import TestSupport
import Testing

/// A key table that looks like none of the shipped ones: other names, the roles of PM MCP Server's.
@Suite(.unlessItHangs) struct OwnProfileTests {
    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a table with other names is kept by its profile`(kind: SeedDatabase.Kind) async throws {
        let world = try World()
        let place = Place(name: "prod", database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        for statement in Self.renamed { try place.database.execute(statement) }
        try world.write("environments/_profiles.yaml", Self.profile)
        try world.write("environments/prod.yaml", Self.environment)
        world.mayHoldKeys(["deploy/prod/backend.env"])

        let applied = try await world.keyturn("apply", "--yes")
        #expect(applied.exitCode == 0, "\(applied)")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        let rotated = try await world.keyturn("rotate", "prod/backend", "--now", "--yes")
        #expect(rotated.exitCode == 0, "\(rotated)")
        let rows = try place.database.execute(
            "SELECT \"validUntil\" IS NULL FROM \"ApiTokens\" WHERE \"label\" = 'Backend' ORDER BY \"madeAt\""
        )
        #expect(rows.count == 2)
        #expect(try world.read("deploy/prod/backend.env").contains("API_KEY=mb_"))
    }

    private static let renamed = [
        "ALTER TABLE users RENAME TO \"Members\"", "ALTER TABLE \"Members\" RENAME COLUMN email TO mail",
        "ALTER TABLE \"Members\" RENAME COLUMN created_at TO \"joinedAt\"",
        "ALTER TABLE user_mcp_api_keys RENAME TO \"ApiTokens\"",
        "ALTER TABLE \"ApiTokens\" RENAME COLUMN user_id TO \"memberId\"",
        "ALTER TABLE \"ApiTokens\" RENAME COLUMN api_key TO token",
        "ALTER TABLE \"ApiTokens\" RENAME COLUMN name TO label",
        "ALTER TABLE \"ApiTokens\" RENAME COLUMN is_active TO enabled",
        "ALTER TABLE \"ApiTokens\" RENAME COLUMN expires_at TO \"validUntil\"",
        "ALTER TABLE \"ApiTokens\" RENAME COLUMN created_at TO \"madeAt\"",
    ]

    private static let profile = """
        profiles:
          members:
            table: ApiTokens
            key: { prefix: mb_, bytes: 24, encoding: base64url }
            stored: { column: token }
            id: { column: id, made: uuid }
            owner:
              column: memberId
              type: uuid
              references: Members.id
              creates: { email: mail, name: name, created: joinedAt, updated: updated_at }
            name: { column: label }
            active: { column: enabled, live: [true], ended: false }
            expires: { column: validUntil, type: timestamp }
            created: { column: madeAt, type: timestamp }
            updated: { column: updated_at, type: timestamp }
            used: { column: last_used_at, type: timestamp }

        """

    private static let environment = """
        environment: prod
        database: { url: "${PROD_DATABASE_URL}", profile: members }
        output: ../deploy/prod
        identities:
          backend:
            owner: { id: 11111111-1111-4111-8111-111111111111, email: b@x, name: Backend }
            key: { name: Backend }
            rotation: { every: 30d, overlap: 2d, expires: 90d }
            deliver: [ { dotenv: backend.env, variable: API_KEY } ]

        """
}
