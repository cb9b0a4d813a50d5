import Model
import TestSupport
import Testing

/// What a profile or an identity declares is in the column as it was declared, or is refused before anything is written.
@Suite(.unlessItHangs) struct KeptAsWrittenTests {
    private static let times = [
        "expires: { column: ends_at, type: timestamp }", "created: { column: made_at, type: timestamp }",
    ]

    private static func world(
        _ kind: SeedDatabase.Kind,
        _ columns: String,
        profile: [String],
        values: String = ""
    ) throws -> (World, Place) {
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        let place = try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (id \(id) PRIMARY KEY, label text NOT NULL, ends_at timestamp,
                made_at timestamp NOT NULL, \(columns))
            """,
            profile: ["table: tokens", "id: { column: id, made: uuid }", "name: { column: label }"] + times + profile,
            identity: ["key: { name: backend\(values.isEmpty ? "" : ", values: { \(values) }") }"]
        )
        return (world, place)
    }

    private static let salted = [
        "stored: { column: digest, scheme: sha256, salt: { length: 4, encoding: hex, place: before, column: salt } }",
        "lookup: { column: start, first: 8 }",
    ]

    @Test func `a salt of which SQLite would make a number is refused before a key is issued`() async throws {
        let (world, place) = try Self.world(
            .sqliteDashed,
            "digest text NOT NULL, salt STRING NOT NULL, start STRING NOT NULL",
            profile: Self.salted
        )
        for command in [["plan"], ["doctor"], ["profile", "check"], ["apply", "--yes"]] {
            let run = try await world.keyturn(command)
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1, "\(run)")
            #expect(said.contains("the column tokens.salt has the type STRING, and SQLite makes a number"), "\(run)")
            // The prefix of keys has letters.
            #expect(!said.contains("tokens.start"), "\(run)")
        }
        #expect(try place.database.execute("SELECT id FROM tokens").isEmpty)
    }

    @Test func `a salt in a column of texts is the one that its key was digested with`() async throws {
        let (world, place) = try Self.world(
            .sqliteDashed,
            "digest text NOT NULL, salt text NOT NULL, start STRING NOT NULL",
            profile: Self.salted
        )
        try await world.succeed("apply", "--yes")
        let key = try world.delivered("API_KEY", in: World.tokenFile)
        let rows = try place.database.execute("SELECT salt, digest FROM tokens")
        let salt = try #require(rows.first?.first ?? nil)
        #expect(rows.first?.last == Fingerprint(of: Secret(text: salt + key)).hex)
    }

    private static let tenants: [(SeedDatabase.Kind, type: String, value: String, stored: String?)] = [
        (.sqliteDashed, "TEXT", "1.50", "1.50"), (.sqliteDashed, "NUMERIC", "1.50", "1.5"),
        (.sqliteDashed, "TEXT", "\"007\"", "007"), (.sqliteDashed, "BOOLEAN", "true", "1"),
        (.sqliteDashed, "INTEGER", "\"7\"", "7"), (.sqliteDashed, "STRING", "\"007\"", nil),
        (.sqliteDashed, "INTEGER", "\"1e3\"", nil), (.postgreSQLBySQL, "text", "1.50", "1.50"),
        (.postgreSQLBySQL, "text", "1.10", "1.10"), (.postgreSQLBySQL, "numeric(6,1)", "1.50", "1.5"),
    ]

    @Test(arguments: tenants.indices)
    func `an identity with a value that looks like a number keeps its key, or is refused`(_ number: Int) async throws {
        let (kind, type, value, stored) = Self.tenants[number]
        let (world, place) = try Self.world(
            kind,
            "digest text NOT NULL, tenant \(type) NOT NULL",
            profile: ["stored: { column: digest, scheme: sha256 }", "perIdentity: { tenant: identifies }"],
            values: "tenant: \(value)"
        )
        guard let stored else {
            for command in [["plan"], ["doctor"], ["profile", "check"], ["apply", "--yes"]] {
                let run = try await world.keyturn(command)
                let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(run.exitCode == 1 && said.contains("SQLite would store another text than"), "\(run)")
            }
            #expect(try place.database.execute("SELECT id FROM tokens").isEmpty)
            return
        }
        try await world.succeed("apply", "--yes")
        #expect(try place.database.execute("SELECT CAST(tenant AS text) FROM tokens") == [[stored]])
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan)")
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        #expect(try place.database.execute("SELECT id FROM tokens").count == 2)
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `a value that its type refuses hides no other identity's key`() async throws {
        let (world, _) = try Self.world(
            .postgreSQLBySQL,
            "digest text NOT NULL, tenant numeric(6,1) NOT NULL",
            profile: ["stored: { column: digest, scheme: sha256 }", "perIdentity: { tenant: identifies }"],
            values: "tenant: 1.50"
        )
        try await world.succeed("apply", "--yes")
        let file = try world.read("environments/prod.yaml")
        let others = ["2.50", "none", "3.50"].map { tenant in
            """
              tenant-\(tenant.prefix(1)):
                key: { name: backend, values: { tenant: \(tenant) } }
                deliver: []

            """
        }
        try world.write("environments/prod.yaml", file + others.joined())
        let plan = try await world.keyturn("plan")
        #expect(!plan.errors.contains("orphaned-key"), "\(plan)")
        let status = try await world.keyturn("status", "--format", "json")
        #expect(status.output.contains(try world.deliveredToken().digits), "\(status)")
    }

    @Test(arguments: [(SeedDatabase.Kind.postgreSQLBySQL, "json"), (.sqliteDashed, "JSON")])
    func `numbers stay numbers in JSON, with their digits`(kind: SeedDatabase.Kind, type: String) async throws {
        let (world, place) = try Self.world(
            kind,
            "digest text NOT NULL, meta \(type) NOT NULL",
            profile: [
                "stored: { column: digest, scheme: sha256 }",
                "values: { meta: { limit: 0.50, e: 1e3, big: 12345678901234567890, some: [-1.5, 7, \"7\", 007] } }",
            ]
        )
        try await world.succeed("apply", "--yes")
        let text = #"{"limit":0.50,"e":1e3,"big":12345678901234567890,"some":[-1.5,7,"7","007"]}"#
        #expect(try place.database.execute("SELECT CAST(meta AS text) FROM tokens") == [[text]])
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }
}
