import Model
import TestSupport
import Testing

/// What a described table cannot do is known before anything is written, and by every command alike.
@Suite(.unlessItHangs) struct ToldByCatalogTests {
    private static let times = "made_at timestamptz NOT NULL"
    private static let stored = "stored: { column: secret, scheme: sha256, encoding: hex }"
    private static let rest = [
        "table: tokens", "name: { column: label }", "created: { column: made_at, type: timestamptz }",
    ]

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var kinds = [SeedDatabase.Kind.postgreSQLBySQL]
        let sql: String
        let profile: [String]
        var identity = ["key: { name: backend }"]
        var rotation = "{ every: 30d, overlap: 2d }"
        let words: [String]
    }

    static let refusals = [
        Refusal(
            testDescription: "an id of the keys' prefix",
            kinds: [.postgreSQLBySQL, .sqliteDashed],
            sql: "CREATE TABLE tokens (id text PRIMARY KEY, secret text NOT NULL, label text NOT NULL, \(times))",
            profile: [stored, "id: { column: id, from: \"{first3}\" }"],
            words: [
                "allows no second live key", "over (", "correct `id.column` in the profile tokens (",
                "write more of the key",
            ]
        ),
        Refusal(
            testDescription: "a hint that is always the same",
            kinds: [.postgreSQLBySQL, .sqliteDashed],
            sql: "CREATE TABLE tokens (secret text NOT NULL, mask text UNIQUE, label text NOT NULL, \(times))",
            profile: [stored, "hints: [ { column: mask, text: static } ]"],
            words: ["allows no second live key", "(mask)", "correct `hints.column`"]
        ),
        Refusal(
            testDescription: "an end that 32 bits do not hold",
            sql: "CREATE TABLE tokens (secret text NOT NULL, ends int, label text NOT NULL, \(times))",
            profile: [stored, "expires: { column: ends, type: epoch }"],
            rotation: "{ every: 30d, overlap: 2d, expires: 7000d }",
            words: ["the column tokens.ends has the type integer, which holds times until 2038-01-19"]
        ),
        Refusal(
            testDescription: "an end that 16 bits do not hold",
            sql: "CREATE TABLE tokens (secret text NOT NULL, ends smallint, label text NOT NULL, \(times))",
            profile: [stored, "expires: { column: ends, type: epoch }"],
            words: ["tokens.ends has the type smallint, and the profile writes seconds since 1970, which need bigint"]
        ),
        Refusal(
            testDescription: "a text that a name does not hold",
            sql: "CREATE TABLE tokens (secret text NOT NULL, tenant name, label text NOT NULL, \(times))",
            profile: [stored, "perIdentity: { tenant: identifies }"],
            identity: ["key: { name: backend, values: { tenant: \(String(repeating: "x", count: 64)) } }"],
            words: ["the column tokens.tenant holds 63 bytes"]
        ),
    ]

    @Test(arguments: refusals)
    func `what a table refuses is known before anything is written`(_ refusal: Refusal) async throws {
        for kind in refusal.kinds {
            let world = try World()
            let place = try world.addTokens(
                kind,
                refusal.sql,
                profile: Self.rest + refusal.profile,
                identity: refusal.identity,
                rotation: refusal.rotation
            )
            for command in [["profile", "check"], ["plan"], ["apply", "--yes"]] {
                let run = try await world.keyturn(command)
                let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(run.exitCode == 1, "\(run)")
                #expect(refusal.words.allSatisfy(said.contains), "\(run)")
            }
            #expect(try place.database.execute("SELECT secret FROM tokens").isEmpty)
            #expect(!world.exists(World.tokenFile))
        }
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `an id of a digest in bytes is in hexadecimal digits`(_ kind: SeedDatabase.Kind) async throws {
        let world = try World()
        let bytes = kind.isPostgreSQL ? "bytea" : "BLOB"
        let place = try world.addTokens(
            kind,
            "CREATE TABLE tokens (id text PRIMARY KEY, secret \(bytes) NOT NULL, label text NOT NULL, \(Self.times))",
            profile: Self.rest + [
                "stored: { column: secret, scheme: sha256, encoding: bytes }",
                "id: { column: id, from: \"k-{stored}\" }",
            ],
            identity: ["key: { name: backend }"]
        )
        try await world.succeed("apply", "--yes")
        let key = try world.deliveredToken()
        #expect(try place.database.execute("SELECT id FROM tokens") == [["k-\(key.fingerprint.hex)"]])
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        #expect(try place.database.execute("SELECT DISTINCT id FROM tokens").count == 2)
    }

    @Test func `owners in a schema that is not searched are told by every command, with the line of the profile`()
        async throws
    {
        let world = try World()
        let place = try world.addTokens(
            .postgreSQLBySQL,
            """
            CREATE SCHEMA app; CREATE TABLE app.people (id int PRIMARY KEY); INSERT INTO app.people VALUES (17);
            CREATE TABLE app.tokens (id serial PRIMARY KEY, holder int REFERENCES app.people, secret text NOT NULL,
                label text NOT NULL, \(Self.times))
            """,
            profile: [
                "table: app.tokens", "name: { column: label }", "created: { column: made_at, type: timestamptz }",
                Self.stored, "id: { column: id, made: database }",
                "owner: { column: holder, type: integer, references: people.id }",
            ],
            identity: ["owner: 17", "key: { name: backend }"]
        )
        for setting in ["log_statement = 'none'", "log_min_duration_statement = -1"] {
            try place.database.execute("ALTER DATABASE \(place.database.name) SET \(setting)")
        }
        for command in [["profile", "check"], ["doctor"], ["plan"]] {
            let run = try await world.keyturn(command)
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1, "\(run)")
            #expect(said.contains("`owner.references: app.people.id`"), "\(run)")
        }
        let file = "environments/_profiles.yaml"
        try world.write(
            file,
            try world.read(file).replacing("references: people.id", with: "references: app.people.id")
        )
        try await world.succeed("profile", "check")
        try await world.succeed("apply", "--yes")
    }

    @Test func `an owners' table that a file lacks is told by every command`() async throws {
        let world = try World()
        try world.addTokens(
            .sqliteDashed,
            "CREATE TABLE tokens (id integer PRIMARY KEY, holder int, secret text NOT NULL, label text, \(Self.times))",
            profile: Self.rest + [
                Self.stored, "id: { column: id, made: database }",
                "owner: { column: holder, type: integer, references: people.id }",
            ],
            identity: ["owner: 17", "key: { name: backend }"]
        )
        for command in [["profile", "check"], ["doctor"], ["plan"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1 && (run.output + run.errors).contains("people"), "\(run)")
        }
    }

    @Test func `a function that a default calls is among the rights`() async throws {
        let world = try World()
        let place = try world.addTokens(
            .postgreSQLBySQL,
            """
            CREATE FUNCTION gen() RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT gen_random_uuid()::text $$;
            CREATE SEQUENCE numbers;
            CREATE TABLE tokens (id text PRIMARY KEY DEFAULT gen(), a int DEFAULT nextval('numbers'),
                b int DEFAULT nextval('numbers'), secret text NOT NULL, label text NOT NULL, \(Self.times));
            """,
            profile: Self.rest + [Self.stored, "id: { column: id, made: database }"],
            identity: ["key: { name: backend }"]
        )
        let role = "role_\(randomUUID().prefix(8))"
        try place.database.execute(
            "REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE EXECUTE ON FUNCTION gen() FROM PUBLIC; CREATE ROLE \(role) LOGIN"
        )
        let grants = try await world.keyturn("doctor", "--grants", "-e", "prod", "--role", role)
        try place.database.execute(grants.output)
        #expect(grants.output.ranges(of: "GRANT USAGE ON SEQUENCE").count == 1, "\(grants)")
        try place.database.execute("REVOKE EXECUTE ON FUNCTION gen() FROM \(role)")
        world.setURL(place, place.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))
        for command in [["profile", "check"], ["doctor"], ["plan"], ["apply", "--yes"]] {
            let run = try await world.keyturn(command)
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1 && said.contains("lacks EXECUTE on the function public.gen()"), "\(run)")
        }
        // As the server has it.
        #expect(grants.output.contains("GRANT EXECUTE ON FUNCTION public.gen() TO \"\(role)\";"), "\(grants)")
        try place.database.execute("GRANT EXECUTE ON FUNCTION public.gen() TO \(role)")
        try await world.succeed("apply", "--yes")
    }

    @Test func `where nothing in a row tells who issued its key, nobody is said not to have`() async throws {
        let world = try World()
        let place = try world.addTokens(
            .sqliteDashed,
            """
            CREATE TABLE tokens (id integer PRIMARY KEY, holder int, kind text, secret text, salt text, start text,
                ends timestamp, \(Self.times))
            """,
            profile: [
                "table: tokens", "id: { column: id, made: database }", "owner: { column: holder, type: integer }",
                "stored: { column: secret, scheme: sha256, salt: { length: 8, encoding: hex, place: before, column: salt } }",
                "lookup: { column: start, first: 8 }", "only: { kind: service }",
                "expires: { column: ends, type: timestamp }", "created: { column: made_at, type: timestamptz }",
            ],
            identity: ["owner: 17", "key: { bytes: 32 }"]
        )
        try await world.succeed("apply", "--yes")
        try world.remove("deploy/prod")
        try world.write(
            "environments/_revoked.yaml",
            "revoked:\n  - { fingerprint: \"0123456789ab\", date: 2026-11-20, reason: leaked }\n"
        )
        let plan = try await world.keyturn("plan")
        let said = plan.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("[fragments-absent]") && said.contains("[revocation-unseen]"), "\(plan)")
        #expect(said.contains("Nothing in their rows tells whether keyturn issued them"), "\(plan)")
        #expect(said.contains("nothing in the rows tells whether Keyturn issued these keys"), "\(plan)")
        #expect(try place.database.execute("SELECT id FROM tokens").count == 1)
    }
}
