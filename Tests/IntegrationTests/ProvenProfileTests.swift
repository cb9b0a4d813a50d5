import Foundation
import Model
import TestSupport
import Testing

/// What the rows of a table prove about its profile is told before anything is written by it.
@Suite(.unlessItHangs) struct ProvenProfileTests {
    private static let kinds: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLBySQL]

    private static func world(
        _ kind: SeedDatabase.Kind,
        columns: String = "",
        stored: String = "{ column: digest, scheme: sha256 }",
        profile: [String] = ["expires: { column: ends_at, type: epoch }"],
        values: String = ""
    ) throws -> (World, Place) {
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        let place = try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (id \(id) PRIMARY KEY, label text NOT NULL, digest text NOT NULL,
                ends_at bigint\(columns.isEmpty ? "" : ", " + columns))
            """,
            profile: [
                "table: tokens", "id: { column: id, made: uuid }", "name: { column: label }", "stored: \(stored)",
            ] + profile,
            identity: ["key: { name: backend\(values.isEmpty ? "" : ", values: { \(values) }") }"],
            rotation: "{ every: 30d, overlap: 2d, expires: 90d }"
        )
        return (world, place)
    }

    private static func expectRefusal(_ world: World, _ words: String) async throws {
        for command in [["plan"], ["apply", "--yes"], ["rotate"]] {
            let run = try await world.keyturn(command)
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1 && said.contains(words), "\(words)\n\(run)")
        }
    }

    @Test(arguments: kinds, [("epoch", 1_000), ("epoch-ms", 1)])
    func `times in another unit than the profile's are refused`(
        kind: SeedDatabase.Kind,
        unit: (said: String, factor: Int64)
    ) async throws {
        let (world, place) = try Self.world(kind, profile: ["expires: { column: ends_at, type: \(unit.said) }"])
        let end = 1_900_000_000 * unit.factor
        let digest = Fingerprint(of: Secret(text: randomKey())).hex
        try place.database.execute("INSERT INTO tokens VALUES ('\(randomUUID())', 'other', '\(digest)', \(end))")
        let (held, other) = unit.factor == 1 ? ("seconds", "epoch") : ("milliseconds", "epoch-ms")
        try await Self.expectRefusal(
            world,
            "its rows hold \(held) since 1970, and the profile says `type: \(unit.said)`"
        )
        #expect(try place.database.execute("SELECT id FROM tokens").count == 1)
        let profiles = try world.read("environments/_profiles.yaml")
        try world.write("environments/_profiles.yaml", profiles.replacing("type: \(unit.said)", with: "type: \(other)"))
        try await world.succeed("apply", "--yes")
        // One row that means `never` by another number decides nothing.
        try place.database.execute(
            "UPDATE tokens SET ends_at = \(1_900_000_000_000 / unit.factor) WHERE label = 'other'"
        )
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test(arguments: kinds)
    func `a key whose row is in another base64 than the profile's is not taken for the identity's`(
        kind: SeedDatabase.Kind
    ) async throws {
        let (world, place) = try Self.world(kind, stored: "{ column: digest, scheme: sha256, encoding: base64 }")
        let key = randomKey(prefix: "tk_")
        world.keepSecret(key)
        let digest = Data(
            try #require(DigestText.bytes(hex: Fingerprint(of: Secret(text: key)).hex.utf8))
        ).base64EncodedString()
        try place.database.execute(
            "INSERT INTO tokens VALUES ('\(randomUUID())', 'backend', '\(digest.dropLast())', NULL)"
        )
        try world.write(World.tokenFile, "API_KEY=\(key)\n")
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes.contains("not-a-digest") && !plan.output.contains("rotate "), "\(plan)")
        // As the profile says, it is the identity's.
        try place.database.execute("UPDATE tokens SET digest = '\(digest)'")
        let known = try await world.keyturn("status")
        #expect(!known.warningCodes.contains("not-a-digest"), "\(known)")
        #expect(known.output.contains(Fingerprint(of: Secret(text: key)).digits), "\(known)")
    }

    @Test(arguments: [
        (SeedDatabase.Kind.postgreSQLBySQL, "numeric(10,2)", "1.5", "1.500"),
        (.postgreSQLBySQL, "jsonb", "{ a: 1, b: 2 }", "{ b: 2, a: 1 }"),
        (.postgreSQLBySQL, "date", "2026-01-01", "2026-1-1"),
        (.sqliteDashed, "numeric", "1.5", "1.50"),
        // A number, and the text of it.
        (.postgreSQLBySQL, "text", "1", "\"1\""), (.postgreSQLBySQL, "varchar(9)", "true", "\"true\""),
        (.sqliteDashed, "text", "1.5", "\"1.5\""), (.sqliteDashed, "blob", "\"[1]\"", "[1]"),
    ])
    func `identities whose values the column keeps as one are refused`(
        kind: SeedDatabase.Kind,
        type: String,
        one: String,
        other: String
    ) async throws {
        let (world, place) = try Self.world(
            kind,
            columns: "tenant \(type) NOT NULL",
            profile: ["expires: { column: ends_at, type: epoch }", "perIdentity: { tenant: identifies }"],
            values: "tenant: \(one)"
        )
        try await world.succeed("apply", "--yes")
        let file = try world.read("environments/prod.yaml")
        let second = """
              second:
                key: { name: backend, values: { tenant: \(other) } }
                rotation: { every: 30d, overlap: 2d, expires: 90d }
                deliver: [ { dotenv: second.env, variable: API_KEY } ]

            """
        try world.write("environments/prod.yaml", file + second)
        try await Self.expectRefusal(
            world,
            "identities have values that are one in the columns of tokens: backend, second"
        )
        #expect(try place.database.execute("SELECT id FROM tokens").count == 1)
    }

    @Test(arguments: [("numeric(10,2)", "1.555"), ("timestamp(0)", "2026-01-01 00:00:00.6"), ("char(10)", "\"a \"")])
    func `a value of only that the column rounds finds its rows`(type: String, value: String) async throws {
        for perIdentity in [false, true] {
            let (world, _) = try Self.world(
                .postgreSQLBySQL,
                columns: "tenant \(type) NOT NULL",
                profile: [
                    "expires: { column: ends_at, type: epoch }",
                    perIdentity ? "perIdentity: { tenant: identifies }" : "only: { tenant: \(value) }",
                ],
                values: perIdentity ? "tenant: \(value)" : ""
            )
            try await world.succeed("apply", "--yes")
            let plan = try await world.keyturn("plan", "--detailed-exitcode")
            #expect(plan.exitCode == 0, "\(plan)")
        }
    }

    private static let salted =
        "{ column: digest, scheme: sha256, salt: { length: 8, encoding: hex, place: before, column: salt } }"

    @Test(arguments: kinds)
    func `a row of ours proves that stored is wrong, and nothing is replaced`(kind: SeedDatabase.Kind) async throws {
        let (world, place) = try Self.world(
            kind,
            columns: "salt text NOT NULL, start text NOT NULL",
            stored: Self.salted,
            profile: ["expires: { column: ends_at, type: epoch }", "lookup: { column: start, first: 10 }"]
        )
        try await world.succeed("apply", "--yes")
        let file = try world.read(World.tokenFile)
        let profiles = try world.read("environments/_profiles.yaml")
        try world.write("environments/_profiles.yaml", profiles.replacing("place: before", with: "place: after"))
        try await Self.expectRefusal(world, "the profile does not say how the digests in tokens.digest are made")
        let reissue = try await world.keyturn("apply", "--reissue", "prod/backend", "--yes")
        #expect(reissue.exitCode == 1 && reissue.errorCodes == ["wrong-stored"], "\(reissue)")
        #expect(try world.read(World.tokenFile) == file)
        #expect(try place.database.execute("SELECT id FROM tokens").count == 1)
    }

    @Test(arguments: kinds)
    func `a revoked key whose text is gone is ended again when its row comes back`(
        kind: SeedDatabase.Kind
    ) async throws {
        let (world, place) = try Self.world(
            kind,
            columns: "salt text NOT NULL, start text NOT NULL",
            stored: Self.salted,
            profile: ["expires: { column: ends_at, type: epoch }", "lookup: { column: start, first: 10 }"]
        )
        try world.makeFolder("audit")
        let environment = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", environment + "audit: { path: ../audit/prod.jsonl }\n")
        let (key, salt) = (randomKey(prefix: "tk_"), "0f1e2d3c")
        world.keepSecret(key)
        let digest = Fingerprint(of: Secret(text: salt + key)).hex
        func live() throws -> [[String?]] {
            try place.database.execute("SELECT label FROM tokens WHERE digest = '\(digest)' AND ends_at IS NULL")
        }
        try place.database.execute(
            """
            INSERT INTO tokens VALUES ('\(randomUUID())', 'backend', '\(digest)', NULL, '\(salt)', '\(key.prefix(10))')
            """
        )
        try world.write(World.tokenFile, "API_KEY=\(key)\n")
        let revoke = try await world.keyturn("revoke", "prod/backend", "--record", "--yes", "--reason", "leaked")
        #expect(try revoke.exitCode == 0 && live().isEmpty, "\(revoke)")
        #expect(try world.read("audit/prod.jsonl").contains(#""row":"row:"#))
        // A backup brings the row back, and no file has the key's text any more.
        try place.database.execute("UPDATE tokens SET ends_at = NULL, label = 'backend' WHERE digest = '\(digest)'")
        let rotate = try await world.keyturn("rotate")
        #expect(rotate.warningCodes.contains("revoked-key-live"), "\(rotate)")
        #expect(!rotate.warningCodes.contains("revocation-unseen"), "\(rotate)")
        #expect(try live().isEmpty)
        // What bears its key's digits is known by those.
        try await world.succeed("revoke", "prod/backend", "--yes")
        let lines = try world.read("audit/prod.jsonl")
        #expect(lines.matches(of: #/"row":"/#).count == lines.matches(of: #/"row":"row:/#).count)
    }

    @Test(arguments: kinds)
    func `rows of which active does not say whether they are live are told`(kind: SeedDatabase.Kind) async throws {
        let flag = "active: { column: disabled, live: [0], ended: 1 }"
        let (world, place) = try Self.world(
            kind,
            columns: "disabled integer",
            profile: ["expires: { column: ends_at, type: epoch }", flag]
        )
        let digest = Fingerprint(of: Secret(text: randomKey())).hex
        try place.database.execute("INSERT INTO tokens VALUES ('\(randomUUID())', 'other', '\(digest)', NULL, NULL)")
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes == ["undecided-rows"], "\(plan)")
        #expect(plan.errors.contains("a row of tokens has no value in disabled, and counts as ended"), "\(plan)")
        let profiles = try world.read("environments/_profiles.yaml")
        try world.write("environments/_profiles.yaml", profiles.replacing("live: [0]", with: "live: [0, null]"))
        #expect(try await world.keyturn("plan").warningCodes.isEmpty)
        // Two values say all that there is.
        try place.database.execute("UPDATE tokens SET disabled = 0")
        try world.write("environments/_profiles.yaml", profiles)
        #expect(try await world.keyturn("plan").warningCodes.isEmpty)
    }

    @Test(arguments: kinds)
    func `local times of another zone than the profile's are told`(kind: SeedDatabase.Kind) async throws {
        let (world, place) = try Self.world(
            kind,
            columns: "made_at timestamp NOT NULL",
            profile: [
                "expires: { column: ends_at, type: epoch }", "created: { column: made_at, type: timestamp }",
            ]
        )
        let digest = Fingerprint(of: Secret(text: randomKey())).hex
        let format = Date.ISO8601FormatStyle(
            dateTimeSeparator: .space,
            timeZone: try #require(TimeZone(identifier: "Asia/Kathmandu"))
        )
        .year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false)
        let local = Date.now.formatted(format)
        try place.database.execute(
            "INSERT INTO tokens VALUES ('\(randomUUID())', 'other', '\(digest)', NULL, '\(local)')"
        )
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes == ["times-ahead"], "\(plan)")
        #expect(plan.errors.contains("rows of tokens are dated up to 5 h 4"), "\(plan)")
        let profiles = try world.read("environments/_profiles.yaml")
        try world.write(
            "environments/_profiles.yaml",
            profiles.replacing("type: timestamp", with: "type: timestamp, zone: Asia/Kathmandu")
        )
        #expect(try await world.keyturn("plan").warningCodes.isEmpty)
    }
}
