import Model
import TestSupport
import Testing

/// Tables whose rows have neither an expiry nor a name: when an old key ends follows from when the current one was issued.
@Suite(.unlessItHangs) struct UnwrittenEndTests {
    struct Table: Sendable, CustomTestStringConvertible {
        let kind: SeedDatabase.Kind
        let scheme: String
        let hasFlag: Bool

        var testDescription: String { "\(kind), \(scheme), ended by \(hasFlag ? "a flag" : "deletion")" }

        static let all = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL].flatMap { kind in
            ["plain", "sha256"].flatMap { scheme in
                [true, false].map { Table(kind: kind, scheme: scheme, hasFlag: $0) }
            }
        }
    }

    @Test(arguments: Table.all)
    func `an old key is ended by the first run after its overlap, not before, and a revoked one at once`(table: Table)
        async throws
    {
        let world = try Self.world(table)
        try await succeed(world, "apply", "--yes")
        let first = try Self.delivered(world)
        #expect(try Self.live(world, table).count == 1)
        try await isQuiet(world)

        try await succeed(world, "rotate", "prod/backend", "--now", "--yes")
        let second = try Self.delivered(world)
        #expect(second.text != first.text)
        #expect(try Self.live(world, table).count == 2)
        try await isQuiet(world)
        let status = try await world.keyturn("status")
        #expect(status.output.contains("old key \(first.digits)"), "\(status)")

        // As if both were issued a day earlier: the overlap is two days.
        try Self.age(world, by: 86_400)
        try await isQuiet(world)
        try Self.age(world, by: 86_400 + 600)
        let plan = try await world.keyturn("plan", "--format", "json")
        #expect(plan.output.contains("end-reached"), "\(plan)")
        try await succeed(world, "rotate")
        #expect(try Self.live(world, table) == [Self.stored(second, table)])
        try await isQuiet(world)

        try await succeed(world, "revoke", "prod/backend", "--yes")
        let third = try Self.delivered(world)
        #expect(try Self.live(world, table) == [Self.stored(third, table)])
        try await isQuiet(world)
        #expect(try Self.rows(world, owner: 18) == 1)
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a row that ended long ago is deleted where the column that ended it tells when`(kind: SeedDatabase.Kind)
        async throws
    {
        let table = Table(kind: kind, scheme: "sha256", hasFlag: true)
        let world = try Self.world(table)
        let place = try world.place("prod")
        try place.database.execute("ALTER TABLE tokens ADD COLUMN revoked_at timestamp")
        let profiles = try world.read("environments/_profiles.yaml")
        let active = "active: { column: revoked, live: [false], ended: true }"
        try world.write(
            "environments/_profiles.yaml",
            profiles.replacing(active, with: "active: { column: revoked_at, live: [null], ended: now }")
        )
        let file = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", file.replacing("overlap: 2d", with: "overlap: 2d, retain: 10d"))
        try await succeed(world, "apply", "--yes")
        try await succeed(world, "revoke", "prod/backend", "--yes")
        try await isQuiet(world)
        let count = "SELECT id FROM tokens WHERE account = 17"
        #expect(try place.database.execute(count).count == 2)
        let ended = (Instant.current + .seconds(-11 * 86_400)).databaseText
        try place.database.execute(
            "UPDATE tokens SET revoked_at = '\(ended)' WHERE revoked_at IS NOT NULL AND account = 17"
        )
        let plan = try await world.keyturn("plan", "--format", "json")
        #expect(plan.output.contains("outlived"), "\(plan)")
        try await succeed(world, "apply", "--yes")
        #expect(try place.database.execute(count).count == 1)
        try await isQuiet(world)
    }

    @Test func `where nothing tells which rows are Keyturn's, the profile is not served`() async throws {
        let world = try Self.world(Table(kind: .sqliteDashed, scheme: "sha256", hasFlag: true))
        let profiles = try world.read("environments/_profiles.yaml")
        try world.write(
            "environments/_profiles.yaml",
            profiles.replacing("made: uuid", with: "made: database")
        )
        let run = try await world.keyturn("plan")
        #expect(run.exitCode == 1 && run.errorCodes.contains("profile-not-served"), "\(run)")
        #expect(run.errors.contains("neither `expires` nor `name`"), "\(run)")
    }

    private static func world(_ table: Table) throws -> World {
        let world = try World()
        let place = Place(name: "prod", database: try SeedDatabase(table.kind))
        world.add(place)
        world.setURL(place)
        let id = table.kind.isPostgreSQL ? "uuid" : "text"
        try place.database.execute(
            """
            CREATE TABLE tokens (id \(id) PRIMARY KEY, account bigint NOT NULL, secret varchar(80) NOT NULL UNIQUE,
                revoked boolean NOT NULL DEFAULT FALSE, made_at timestamp NOT NULL);
            INSERT INTO tokens VALUES ('\(randomUUID())', 18, '\(randomKey(prefix: ""))', FALSE, '2026-01-01 00:00:00');
            """
        )
        let active = table.hasFlag ? "    active: { column: revoked, live: [false], ended: true }\n" : ""
        let encoding = table.scheme == "plain" ? "" : ", encoding: hex"
        try world.write(
            "environments/_profiles.yaml",
            """
            profiles:
              tokens:
                table: tokens
                key: { prefix: tk_, bytes: 24, encoding: base64url }
                stored: { column: secret, scheme: \(table.scheme)\(encoding) }
                id: { column: id, made: uuid }
                owner: { column: account, type: integer, dedicated: true }
                created: { column: made_at, type: timestamp }
            \(active)
            """
        )
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: tokens }
            output: ../deploy/prod
            identities:
              backend:
                owner: 17
                key: {}
                rotation: { every: 30d, overlap: 2d }
                deliver: [ { dotenv: backend.env, variable: API_KEY } ]

            """
        )
        world.mayHoldKeys(["deploy/prod/backend.env"])
        return world
    }

    private func succeed(_ world: World, _ arguments: String...) async throws {
        let run = try await world.keyturn(arguments)
        #expect(run.exitCode == 0, "\(run)")
    }

    /// Nothing is to be done.
    private func isQuiet(_ world: World) async throws {
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan)")
    }

    private static func delivered(_ world: World) throws -> GatewayKey {
        let line = try world.read("deploy/prod/backend.env").split(separator: "\n").first { $0.hasPrefix("API_KEY=") }
        return GatewayKey(text: String(try #require(line).dropFirst("API_KEY=".count)))
    }

    private static func stored(_ key: GatewayKey, _ table: Table) -> String {
        table.scheme == "plain" ? key.text : key.fingerprint.hex
    }

    /// What the server accepts of the identity.
    private static func live(_ world: World, _ table: Table) throws -> [String] {
        try world.place("prod").database.execute(
            "SELECT secret FROM tokens WHERE account = 17 AND NOT revoked ORDER BY secret"
        ).compactMap { $0[0] }
    }

    private static func rows(_ world: World, owner: Int) throws -> Int {
        try world.place("prod").database.execute("SELECT id FROM tokens WHERE account = \(owner) AND NOT revoked").count
    }

    /// As if every key had been issued so many seconds earlier.
    private static func age(_ world: World, by seconds: Int) throws {
        let database = try world.place("prod").database
        for row in try database.execute("SELECT id, made_at FROM tokens WHERE account = 17") {
            guard let id = row[0], let text = row[1], let made = Instant(text: text.replacing(" ", with: "T") + "Z")
            else {
                throw TestFailure("no time of issue: \(row)")
            }
            let earlier = (made + .seconds(-Int64(seconds))).databaseText
            try database.execute("UPDATE tokens SET made_at = '\(earlier)' WHERE id = '\(id)'")
        }
    }
}
