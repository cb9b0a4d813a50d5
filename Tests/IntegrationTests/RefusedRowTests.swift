import Model
import TestSupport
import Testing

/// What a table does not take of a row is known before anything is written, and what it takes is not refused.
@Suite(.unlessItHangs) struct RefusedRowTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: SeedDatabase.Kind
        let sql: String
        var owner = "17"
        var ownerKind = "integer"
        var created = "made_at"

        /// What every command says.
        let words: [String]
    }

    private static let rest = "secret text NOT NULL UNIQUE, label text NOT NULL, made_at timestamptz NOT NULL"

    static let refusals = [
        Refusal(
            testDescription: "an owner that a foreign key of the catalog does not find",
            kind: .postgreSQLBySQL,
            sql: "CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE tokens (id serial PRIMARY KEY, "
                + "holder int NOT NULL REFERENCES people, \(rest))",
            words: ["tokens_holder_fkey"]
        ),
        Refusal(
            testDescription: "an owner that a deferred foreign key does not find",
            kind: .postgreSQLBySQL,
            sql: "CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE tokens (id serial PRIMARY KEY, "
                + "holder int NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED, \(rest))",
            words: ["tokens_holder_fkey"]
        ),
        Refusal(
            testDescription: "an owner that a foreign key of SQLite does not find",
            kind: .sqliteDashed,
            sql: "CREATE TABLE people (id integer PRIMARY KEY); CREATE TABLE tokens (id integer PRIMARY KEY, "
                + "holder int NOT NULL REFERENCES people, \(rest))",
            words: ["holder"]
        ),
        Refusal(
            testDescription: "an owner that is out of the column's range",
            kind: .postgreSQLBySQL,
            sql: "CREATE TABLE tokens (id serial PRIMARY KEY, holder int NOT NULL, \(rest))",
            owner: "3000000000",
            words: ["tokens.holder has the type integer", "the owner of prod/backend is 3000000000"]
        ),
        Refusal(
            testDescription: "an owner that is longer than the column",
            kind: .postgreSQLBySQL,
            sql: "CREATE TABLE tokens (id serial PRIMARY KEY, holder varchar(3) NOT NULL, \(rest))",
            owner: "abcdef",
            ownerKind: "text",
            words: ["tokens.holder holds 3 characters", "the owner of prod/backend is abcdef, which has 6"]
        ),
        Refusal(
            testDescription: "two roles of one column of SQLite",
            kind: .sqliteDashed,
            sql: "CREATE TABLE tokens (id integer PRIMARY KEY, holder int NOT NULL, \(rest))",
            created: "Label",
            words: ["the column tokens.label has several roles", "SQLite takes Label and label for one column"]
        ),
    ]

    @Test(arguments: refusals)
    func `what a table refuses is known before anything is written`(_ refusal: Refusal) async throws {
        let world = try World()
        let place = try Self.addTokens(to: world, refusal)
        for command in [["profile", "check"], ["plan"], ["apply", "--yes"]] {
            let run = try await world.keyturn(command)
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1, "\(run)")
            #expect(refusal.words.allSatisfy(said.contains), "\(run)")
        }
        #expect(try place.database.execute("SELECT id FROM tokens").isEmpty)
        #expect(!world.exists(World.tokenFile))
    }

    @Test(arguments: ["k.other()", "k.counted()"])
    func `an id may come from any function that gives another value each time`(standard: String) async throws {
        let world = try World()
        let sql = """
            CREATE SCHEMA k;
            CREATE FUNCTION k.other() RETURNS text LANGUAGE sql AS $$ SELECT md5(clock_timestamp()::text || pg_backend_pid()) $$;
            CREATE SEQUENCE k.numbers;
            CREATE FUNCTION k.counted() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN nextval('k.numbers'); END $$;
            CREATE TABLE tokens (id text PRIMARY KEY DEFAULT \(standard), holder int NOT NULL, \(Self.rest))
            """
        let accepted = Refusal(testDescription: "", kind: .postgreSQLBySQL, sql: sql, words: [])
        let place = try Self.addTokens(to: world, accepted)
        try await world.succeed("apply", "--yes")
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        #expect(try place.database.execute("SELECT count(*) FROM tokens") == [["2"]])
    }

    @Test func `a default that is always the same keeps a second row out`() async throws {
        let world = try World()
        let sql = """
            CREATE FUNCTION same() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' $$;
            CREATE TABLE tokens (id text PRIMARY KEY DEFAULT same(), holder int NOT NULL, \(Self.rest))
            """
        try Self.addTokens(to: world, Refusal(testDescription: "", kind: .postgreSQLBySQL, sql: sql, words: []))
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1 && plan.errors.contains("allows no second live key"), "\(plan)")
    }

    /// A number in a column without an affinity is not the text with the same digits, for whoever compares it.
    @Test(arguments: ["holder", "holder ANY", "holder BLOB", "holder INTEGER", "holder TEXT"])
    func `an owner's number is a number in SQLite`(column: String) async throws {
        let world = try World()
        let end = column == "holder ANY" ? " STRICT" : ""
        let time = end.isEmpty ? "timestamptz" : "TEXT"
        let sql = """
            CREATE TABLE tokens (id integer PRIMARY KEY, \(column), secret TEXT NOT NULL UNIQUE, label TEXT,
                made_at \(time))\(end)
            """
        let place = try Self.addTokens(
            to: world,
            Refusal(testDescription: "", kind: .sqliteDashed, sql: sql, words: [])
        )
        try await world.succeed("apply", "--yes")
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        let isText = column == "holder TEXT"
        let rows = try place.database.execute(
            "SELECT count(*), typeof(holder) FROM tokens WHERE holder = 17 GROUP BY 2"
        )
        #expect(rows == [["2", isText ? "text" : "integer"]])
    }

    /// Gitea has one column for the last change of a row and the last use of its key, and no end writes it.
    @Test func `no right is wanted on a column that tells uses, and what keyturn writes at birth is no use`()
        async throws
    {
        let world = try World()
        let place = try world.addTokens(
            .postgreSQLBySQL,
            "CREATE TABLE tokens (id serial PRIMARY KEY, \(Self.rest.replacing("timestamptz", with: "timestamptz(0)")), "
                + "ends_at timestamptz, touched timestamptz NOT NULL)",
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: database }", "name: { column: label }",
                "created: { column: made_at, type: timestamptz }", "expires: { column: ends_at, type: timestamptz }",
                "updated: { column: touched, type: timestamptz }",
                "used: { column: touched, type: timestamptz, every: 1m }",
            ],
            identity: ["key: { name: backend }"],
            rotation: "{ every: 30d, overlap: 2d, adoption: required, quiet: 5m }"
        )
        let role = "role_\(randomUUID().prefix(8))"
        try place.database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE \(role) LOGIN")
        let grants = try await world.keyturn("doctor", "--grants", "-e", "prod", "--role", role)
        try place.database.execute(grants.output)
        world.setURL(place, place.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))
        try await world.succeed("apply", "--yes")
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        let status = try await world.keyturn("status", "--format", "json")
        #expect(!status.output.contains("last_used_at\":\"20") && status.output.contains("last_used_at"), "\(status)")
        let rotated = try await world.keyturn("rotate")
        #expect(rotated.exitCode == 0 && !rotated.output.contains("set to expire"), "\(rotated)")
        let doctor = try await world.keyturn("doctor", "--format", "json")
        #expect(!doctor.output.contains("database-rights\",\"verdict\":\"fail"), "\(doctor)")
    }

    @discardableResult
    private static func addTokens(to world: World, _ refusal: Refusal) throws -> Place {
        try world.addTokens(
            refusal.kind,
            refusal.sql,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: database }", "name: { column: label }",
                "owner: { column: holder, type: \(refusal.ownerKind) }",
                "created: { column: \(refusal.created), type: \(refusal.created == "made_at" ? "timestamptz" : "iso") }",
            ],
            identity: ["owner: \(refusal.owner)", "key: { name: backend }"]
        )
    }
}
