import Model
import TestSupport
import Testing

/// Tables in which no column holds an end, and that refuse what ends a row.
@Suite(.unlessItHangs) struct RefusedEndTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `a table that refuses a name with an end in it is refused before the first key`(kind: SeedDatabase.Kind)
        async throws
    {
        let label = kind.isPostgreSQL ? "label varchar(30)" : "label text CHECK (length(label) <= 30)"
        let world = try Self.world(kind, "\(label), revoked boolean NOT NULL")
        let doctor = try await world.keyturn("doctor")
        #expect(doctor.exitCode == 1 && doctor.output.contains("database-schema"), "\(doctor)")
        for arguments in [["plan"], ["apply", "--yes"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 1, "\(run)")
            #expect(run.errors.contains(kind.isPostgreSQL ? "unsuitable-column" : "unsuitable-table"), "\(run)")
        }
        #expect(try world.place("prod").database.execute("SELECT id FROM tokens").isEmpty)
    }

    @Test func `a right that only ends need is missing in the plan`() async throws {
        let world = try Self.world(.postgreSQLBySQL, "label varchar(80)", hasFlag: false)
        let place = try world.place("prod")
        let role = "writer_\(randomUUID().prefix(8))"
        try place.database.execute(
            "CREATE ROLE \(role) LOGIN; GRANT SELECT, INSERT ON tokens TO \(role)"
        )
        world.setURL(place, place.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errors.contains("lacks DELETE on tokens"), "\(plan)")
        #expect(plan.errors.contains("lacks UPDATE (label) on tokens"), "\(plan)")
    }

    @Test(arguments: kinds)
    func `a key that could not be revoked is said to be accepted still, and how its row is ended`(
        kind: SeedDatabase.Kind
    ) async throws {
        let world = try Self.world(kind, "label varchar(80), revoked boolean NOT NULL")
        let applied = try await world.keyturn("apply", "--yes")
        #expect(applied.exitCode == 0, "\(applied)")
        try world.place("prod").database.execute(
            kind.isPostgreSQL
                ? """
                CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no'; END$$;
                CREATE TRIGGER harm BEFORE UPDATE OF revoked ON tokens FOR EACH ROW EXECUTE FUNCTION harm()
                """
                : "CREATE TRIGGER harm BEFORE UPDATE OF revoked ON tokens BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        let run = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(run.exitCode == 1 && run.errors.contains("not-revoked"), "\(run)")
        #expect(run.errors.contains("the server still accepts it"), "\(run)")
        #expect(run.errors.contains("end the key's row by hand: revoked = true"), "\(run)")
        #expect(!run.errors.contains("even if keyturn never runs again"), "\(run)")
    }

    @Test(arguments: kinds)
    func `where only the end in five minutes is refused, a revocation says that --first sets none`(
        kind: SeedDatabase.Kind
    ) async throws {
        let least =
            kind.isPostgreSQL ? "made_at + interval '1 hour'" : "strftime('%Y-%m-%d %H:%M:%f', made_at, '+1 hour')"
        let world = try Self.world(
            kind,
            "label varchar(80), revoked boolean NOT NULL, ends_at timestamp CHECK (ends_at > \(least))",
            ends: true
        )
        try await world.succeed("apply", "--yes")
        let run = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(run.exitCode == 1 && run.errors.contains("add --first"), "\(run)")
        try await world.succeed("revoke", "prod/backend", "--first", "--yes")
        let rows = try world.place("prod").database.execute("SELECT count(*) FROM tokens GROUP BY revoked")
        #expect(rows == [["1"], ["1"]])
    }

    private static func world(_ kind: SeedDatabase.Kind, _ columns: String, hasFlag: Bool = true, ends: Bool = false)
        throws -> World
    {
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (id \(id) PRIMARY KEY, secret varchar(80) NOT NULL UNIQUE, made_at timestamp NOT NULL,
                \(columns))
            """,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "created: { column: made_at, type: timestamp }",
            ] + (hasFlag ? [World.tokenFlag] : [])
                + (ends ? ["expires: { column: ends_at, type: timestamp }"] : []),
            identity: ["key: { name: backend }"]
        )
        return world
    }
}
