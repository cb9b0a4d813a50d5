import Model
import TestSupport
import Testing

/// Rows that belong to a service by their owner alone, however they are named (R14): `owner.dedicated`.
@Suite(.unlessItHangs) struct DedicatedOwnerTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `every row of the owner is the identity's, and no row of another's is`(kind: SeedDatabase.Kind) async throws {
        let world = try Self.world(kind)
        try Self.insert(world, owner: 17, label: "made in the console", age: 3)
        try Self.insert(world, owner: 18, label: "backend", age: 2)
        let applied = try await world.keyturn("apply", "--yes")
        #expect(applied.exitCode == 0, "\(applied)")
        // The key that a person made is adopted, under whatever name.
        #expect(try Self.labels(world, owner: 17) == ["made in the console"])
        #expect(try world.read("deploy/prod/backend.env").contains("API_KEY=tk_"))

        let rotated = try await world.keyturn("rotate", "prod/backend", "--now", "--yes")
        #expect(rotated.exitCode == 0, "\(rotated)")
        #expect(try Self.labels(world, owner: 17).count == 2)
        #expect(try Self.endless(world, owner: 17) == 1)
        #expect(try Self.endless(world, owner: 18) == 1)
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        let revoked = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(revoked.exitCode == 0, "\(revoked)")
        #expect(try Self.endless(world, owner: 17) == 1 && Self.endless(world, owner: 18) == 1)
    }

    @Test func `an owner is dedicated to one identity`() async throws {
        let world = try Self.world(.sqliteDashed)
        try world.write(
            "environments/prod.yaml",
            Self.environment + """
                  worker:
                    owner: 17
                    key: { name: worker }
                    deliver: [ { dotenv: worker.env, variable: API_KEY } ]

                """
        )
        let run = try await world.keyturn("validate")
        #expect(run.exitCode == 1 && run.errors.contains("backend"), "\(run)")
    }

    private static func world(_ kind: SeedDatabase.Kind) throws -> World {
        let world = try World()
        let place = Place(name: "prod", database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        let isServer = kind != .sqliteDashed
        try place.database.execute(
            """
            CREATE TABLE tokens (
                id \(isServer ? "bigserial" : "integer") PRIMARY KEY, account_id bigint NOT NULL, token text NOT NULL,
                label text NOT NULL, expires_at \(isServer ? "timestamptz" : "text"),
                created_at \(isServer ? "timestamptz" : "text") NOT NULL
            )
            """
        )
        try world.write("environments/_profiles.yaml", profile)
        try world.write("environments/prod.yaml", environment)
        world.mayHoldKeys(["deploy/prod/backend.env"])
        return world
    }

    private static func insert(_ world: World, owner: Int, label: String, age days: Int) throws {
        let made = (Instant.current + .seconds(-days * 86_400)).databaseText + "+00:00"
        try world.place("prod").database.execute(
            """
            INSERT INTO tokens (account_id, token, label, created_at)
            VALUES (\(owner), 'tk_\((randomUUID() + randomUUID()).replacing("-", with: ""))', '\(label)', '\(made)')
            """
        )
    }

    private static func labels(_ world: World, owner: Int) throws -> [String] {
        try world.place("prod").database.execute("SELECT label FROM tokens WHERE account_id = \(owner) ORDER BY id")
            .compactMap { $0.first ?? nil }
    }

    private static func endless(_ world: World, owner: Int) throws -> Int {
        try world.place("prod").database.execute(
            "SELECT label FROM tokens WHERE account_id = \(owner) AND expires_at IS NULL"
        ).count
    }

    private static let profile = """
        profiles:
          accounts:
            table: tokens
            key: { prefix: tk_, bytes: 32, encoding: hex }
            stored: { column: token }
            id: { column: id, made: database }
            owner: { column: account_id, type: integer, dedicated: true }
            name: { column: label }
            expires: { column: expires_at, type: timestamptz }
            created: { column: created_at, type: timestamptz }

        """

    private static let environment = """
        environment: prod
        database: { url: "${PROD_DATABASE_URL}", profile: accounts }
        output: ../deploy/prod
        identities:
          backend:
            owner: 17
            key: { name: backend }
            rotation: { every: 30d, overlap: 2d }
            deliver: [ { dotenv: backend.env, variable: API_KEY } ]

        """
}
