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
        try await world.succeed("apply", "--yes")
        let first = try world.deliveredToken()
        #expect(try Self.live(world, table).count == 1)
        try await world.expectNothingToDo()

        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        let second = try world.deliveredToken()
        #expect(second.text != first.text)
        #expect(try Self.live(world, table).count == 2)
        try await world.expectNothingToDo()
        let status = try await world.keyturn("status")
        #expect(status.output.contains("old key \(first.digits)"), "\(status)")

        // As if both were issued a day earlier: the overlap is two days.
        try Self.age(world, by: 86_400)
        try await world.expectNothingToDo()
        try Self.age(world, by: 86_400 + 600)
        let plan = try await world.keyturn("plan", "--format", "json")
        #expect(plan.output.contains("end-reached"), "\(plan)")
        try await world.succeed("rotate")
        #expect(try Self.live(world, table) == [Self.stored(second, table)])
        try await world.expectNothingToDo()

        try await world.succeed("revoke", "prod/backend", "--yes")
        let third = try world.deliveredToken()
        #expect(try Self.live(world, table) == [Self.stored(third, table)])
        try await world.expectNothingToDo()
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
        try world.write(
            "environments/_profiles.yaml",
            profiles.replacing(World.tokenFlag, with: "active: { column: revoked_at, live: [null], ended: now }")
        )
        let file = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", file.replacing("overlap: 2d", with: "overlap: 2d, retain: 10d"))
        try await world.succeed("apply", "--yes")
        try await world.succeed("revoke", "prod/backend", "--yes")
        try await world.expectNothingToDo()
        let count = "SELECT id FROM tokens WHERE account = 17"
        #expect(try place.database.execute(count).count == 2)
        let ended = (Instant.current + .seconds(-11 * 86_400)).databaseText
        try place.database.execute(
            "UPDATE tokens SET revoked_at = '\(ended)' WHERE revoked_at IS NOT NULL AND account = 17"
        )
        let plan = try await world.keyturn("plan", "--format", "json")
        #expect(plan.output.contains("outlived"), "\(plan)")
        try await world.succeed("apply", "--yes")
        #expect(try place.database.execute(count).count == 1)
        try await world.expectNothingToDo()
    }

    @Test(arguments: [true, false])
    func `a command that failed is run again by every scheduled run while the old key works`(hasAudit: Bool)
        async throws
    {
        let table = Table(kind: .sqliteDashed, scheme: "sha256", hasFlag: true)
        let world = try Self.world(table)
        try world.write(
            "environments/prod.yaml",
            try world.read("environments/prod.yaml")
                + "onChange: [sh, -c, 'echo . >> ../told && test -e ../works']\n"
                + (hasAudit ? "audit: { path: ../audit.jsonl }\n" : "")
        )
        func told() throws -> Int { try world.read("told").split(separator: "\n").count }
        try world.write("works", "")
        try await world.succeed("apply", "--yes")
        #expect(try told() == 1)
        try world.remove("works")
        let failed = try await world.keyturn("rotate", "prod/backend", "--now", "--yes")
        #expect(failed.exitCode == 1 && failed.errors.contains("keyturn rotate, which runs it again"), "\(failed)")
        #expect(try told() == 2)
        // What someone approved as a plan without changes restarts nothing.
        try await world.succeed("apply", "--yes")
        #expect(try told() == 2)
        let again = try await world.keyturn("rotate")
        #expect(again.exitCode == 1 && again.errorCodes == ["hook-failed"], "\(again)")
        #expect(try told() == 3)
        try world.write("works", "")
        try await world.succeed("rotate")
        #expect(try told() == 4)
        // The audit file alone says that it succeeded.
        try await world.succeed("rotate")
        #expect(try told() == (hasAudit ? 4 : 5))
        #expect(try Self.live(world, table).count == 2)
        try Self.age(world, by: 2 * 86_400 + 600)
        try await world.succeed("rotate")
        #expect(try Self.live(world, table).count == 1)
        let count = try told()
        try await world.succeed("rotate")
        #expect(try told() == count)
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
        let id = table.kind.isPostgreSQL ? "uuid" : "text"
        let encoding = table.scheme == "plain" ? "" : ", encoding: hex"
        try world.addTokens(
            table.kind,
            """
            CREATE TABLE tokens (id \(id) PRIMARY KEY, account bigint NOT NULL, secret varchar(80) NOT NULL UNIQUE,
                revoked boolean NOT NULL DEFAULT FALSE, made_at timestamp NOT NULL);
            INSERT INTO tokens VALUES ('\(randomUUID())', 18, '\(randomKey(prefix: ""))', FALSE, '2026-01-01 00:00:00');
            """,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: \(table.scheme)\(encoding) }",
                "id: { column: id, made: uuid }", "owner: { column: account, type: integer, dedicated: true }",
                "created: { column: made_at, type: timestamp }",
            ] + (table.hasFlag ? [World.tokenFlag] : []),
            identity: ["owner: 17", "key: {}"]
        )
        return world
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
