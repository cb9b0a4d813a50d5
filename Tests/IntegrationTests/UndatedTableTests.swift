import Model
import TestSupport
import Testing

/// Tables without a column for when a row was made: an expiry, or an id that the database counts up, says which of two keys
/// is newer.
@Suite(.unlessItHangs) struct UndatedTableTests {
    struct Table: Sendable, CustomTestStringConvertible {
        let kind: SeedDatabase.Kind
        /// What makes ids.
        let ids: String
        /// What is stored.
        let scheme: String

        var testDescription: String { "\(kind), ids by \(ids), \(scheme)" }

        static let all = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL].flatMap { kind in
            ["uuid", "database", "{ text }"].flatMap { ids in
                ["plain", "sha256", "hmac-sha256"].map { Table(kind: kind, ids: ids, scheme: $0) }
            }
        }

        var id: (column: String, profile: String) {
            switch ids {
            case "uuid": ("id \(kind.isPostgreSQL ? "uuid" : "text") PRIMARY KEY", "{ column: id, made: uuid }")
            case "database":
                (
                    kind.isPostgreSQL ? "id serial PRIMARY KEY" : "id integer PRIMARY KEY AUTOINCREMENT",
                    "{ column: id, made: database }"
                )
            default: ("id varchar(20) PRIMARY KEY", "{ column: id, made: text, length: 20 }")
            }
        }

        var stored: String {
            switch scheme {
            case "plain": "{ column: secret }"
            case "sha256": "{ column: secret, scheme: sha256, encoding: hex }"
            default:
                "{ column: secret, scheme: \(scheme), encoding: hex, pepper: { value: \"${TOKEN_PEPPER}\", place: key } }"
            }
        }
    }

    @Test(arguments: Table.all)
    func `an age is counted back from the expiry, and the expiry ends an old key`(table: Table) async throws {
        let world = try Self.world(table)
        try await world.succeed("apply", "--yes")
        let first = try world.deliveredToken()
        try await world.expectNothingToDo()
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        let second = try world.deliveredToken()
        #expect(second.text != first.text)
        try await world.expectNothingToDo()
        #expect(try Self.lifetimes(world).map { $0 / 86_400 } == [1, 89])

        // Not due a day before the age of the schedule, and due a day after it.
        try Self.age(world, by: 29)
        try await world.expectNothingToDo()
        try Self.age(world, by: 2)
        let status = try await world.keyturn("status")
        #expect(status.output.contains("31 d"), "\(status)")
        try await world.succeed("rotate")
        let third = try world.deliveredToken()
        #expect(third.text != second.text)
        #expect(try Self.lifetimes(world).map { $0 / 86_400 } == [-29, 1, 89])
        try await world.expectNothingToDo()

        try await world.succeed("revoke", "prod/backend", "--yes")
        let fourth = try world.deliveredToken()
        #expect(fourth.text != third.text)
        #expect(try Self.lifetimes(world).filter { $0 > 0 }.count == 1)
        try await world.expectNothingToDo()
        let verified = try await world.keyturn("verify")
        #expect(verified.output.contains("pass     fragment-holds"), "\(verified)")
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `without an expiry the greater id is the newer key, as a number`(kind: SeedDatabase.Kind) async throws {
        let world = try World()
        let place = try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (\(Table(kind: kind, ids: "database", scheme: "").id.column), label varchar(80),
                secret varchar(80) NOT NULL, revoked boolean NOT NULL DEFAULT FALSE);
            INSERT INTO tokens (id, label, secret, revoked) VALUES (8, 'else', '\(randomKey(prefix: ""))', FALSE);
            """,
            profile: [
                "table: tokens", "stored: { column: secret }", "id: { column: id, made: database }",
                "name: { column: label }", World.tokenFlag,
            ],
            identity: ["key: { name: backend }"],
            rotation: "{ overlap: 2d }"
        )
        if kind.isPostgreSQL { try place.database.execute("SELECT setval('tokens_id_seq', 8)") }
        try await Self.rotateThrice(world)
        let newest = "SELECT secret FROM tokens WHERE id = (SELECT max(id) FROM tokens)"
        #expect(try place.database.execute(newest).first?[0] == world.deliveredToken().text)
        #expect(try place.database.execute("SELECT id FROM tokens WHERE label LIKE '% until %'").count == 3)
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL], ["plain", "sha256"])
    func `where nothing in the table says which key is newer, the delivered one is current`(
        kind: SeedDatabase.Kind,
        scheme: String
    ) async throws {
        let table = Table(kind: kind, ids: "uuid", scheme: scheme)
        let world = try World()
        let place = try world.addTokens(
            kind,
            "CREATE TABLE tokens (\(table.id.column), label varchar(80), secret varchar(80) NOT NULL)",
            profile: [
                "table: tokens", "stored: \(table.stored)", "id: \(table.id.profile)", "name: { column: label }",
            ],
            identity: ["key: { name: backend }"],
            rotation: "{ overlap: 2d }"
        )
        try await Self.rotateThrice(world)
        // As if the last run had been killed after it renamed its file, before it wrote the end of the old key.
        let current = try world.deliveredToken()
        let names = try place.database.execute("SELECT id, label FROM tokens WHERE label LIKE '% until %'")
        for row in names {
            let name = (row[1] ?? "").prefix { $0 != "u" } + ")"
            let marked = scheme == "plain" ? "backend" : name.replacing(" )", with: ")")
            try place.database.execute("UPDATE tokens SET label = '\(marked)' WHERE id = '\(row[0] ?? "")'")
        }
        let unattended = try await world.keyturn("rotate")
        #expect(try world.deliveredToken().text == current.text, "\(unattended)")
        // Who keeps digests alone cannot tell an older key from one that another machine delivered.
        #expect(unattended.exitCode == (scheme == "plain" ? 0 : 1), "\(unattended)")
        try await world.succeed("apply", "--yes")
        #expect(try place.database.execute("SELECT id FROM tokens WHERE label NOT LIKE '% until %'").count == 1)
        try await world.expectNothingToDo()
    }

    @Test func `what needs an age is refused where nothing tells it`() async throws {
        let table = Table(kind: .sqliteDashed, ids: "uuid", scheme: "plain")
        let world = try Self.world(table, rotation: "{ every: 30d, overlap: 2d }")
        let lifeless = try await world.keyturn("validate")
        #expect(lifeless.exitCode == 1 && lifeless.errors.contains("`rotation.expires` is missing"), "\(lifeless)")

        let counted = try Self.world(
            Table(kind: .sqliteDashed, ids: "database", scheme: "plain"),
            rotation: "{ every: 30d, overlap: 2d }"
        )
        let ageless = try await counted.keyturn("validate")
        #expect(ageless.exitCode == 1 && ageless.errors.contains("`every` needs the age of a key"), "\(ageless)")
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `columns that an older version lacks are done without, but not what was declared of them`(
        kind: SeedDatabase.Kind
    ) async throws {
        let world = try World()
        let place = try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (\(Table(kind: kind, ids: "database", scheme: "").id.column), label varchar(80),
                secret varchar(80) NOT NULL);
            """,
            profile: [
                "table: tokens", "stored: { column: secret }", "id: { column: id, made: database }",
                "name: { column: label }", "created: { column: made_at, type: timestamp, ifPresent: true }",
                "expires: { column: ends_at, type: timestamp, ifPresent: true }",
            ],
            identity: ["key: { name: backend }"],
            rotation: "{ every: 30d, overlap: 2d }"
        )
        let ageless = try await world.keyturn("apply", "--yes")
        #expect(ageless.exitCode == 1 && ageless.errorCodes == ["age-unknown"], "\(ageless)")
        try place.database.execute("ALTER TABLE tokens ADD COLUMN made_at timestamp")
        try await world.succeed("apply", "--yes")
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        #expect(try place.database.execute("SELECT id FROM tokens WHERE label LIKE '% until %'").count == 1)
        try await world.expectNothingToDo()

        let file = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", file.replacing("overlap: 2d", with: "overlap: 2d, expires: 90d"))
        let endless = try await world.keyturn("rotate", "prod/backend", "--now", "--yes")
        #expect(endless.exitCode == 1 && endless.errorCodes == ["expiry-not-kept"], "\(endless)")
        try place.database.execute("ALTER TABLE tokens ADD COLUMN ends_at timestamp")
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        #expect(try place.database.execute("SELECT id FROM tokens WHERE ends_at IS NOT NULL").count == 3)
        try await world.expectNothingToDo()
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `what is written besides is written where its column is`(kind: SeedDatabase.Kind) async throws {
        let world = try World()
        let place = try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (\(Table(kind: kind, ids: "database", scheme: "").id.column), label varchar(80),
                secret varchar(80) NOT NULL, made_at timestamp, blocked boolean);
            """,
            profile: [
                "table: tokens", "stored: { column: secret }", "id: { column: id, made: database }",
                "name: { column: label }", "created: { column: made_at, type: timestamp }",
                "active: [ { column: blocked, live: [false], ended: true },"
                    + " { column: revoked, live: [false], ended: true, ifPresent: true } ]",
                "hints: [ { column: mask, last: 4, ifPresent: true } ]",
                "derived: [ { column: checksum, scheme: sha512, ifPresent: true } ]",
                "values: { scope: { value: service, ifPresent: true }, meta: { value: { a: 1 }, ifPresent: true } }",
            ],
            identity: ["key: { name: backend }"]
        )
        try await world.succeed("apply", "--yes")
        try await world.expectNothingToDo()
        try await world.succeed("profile", "check", "-e", "prod")
        let columns = ["mask", "checksum", "scope", "meta", "revoked"]
        for column in columns {
            let type = column == "revoked" ? "boolean DEFAULT false" : column == "meta" ? "json" : "text"
            try place.database.execute("ALTER TABLE tokens ADD COLUMN \(column) \(type)")
        }
        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        let written =
            "SELECT count(*) FROM tokens WHERE length(mask) = 4 AND length(checksum) = 128 AND scope = 'service'"
        #expect(try place.database.execute(written) == [["1"]])
        #expect(try place.database.execute("SELECT meta FROM tokens WHERE meta IS NOT NULL") == [["{\"a\":1}"]])
        try place.database.execute("UPDATE tokens SET revoked = true WHERE scope IS NOT NULL")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 2)
    }

    /// A table in whose rows nothing but an expiry has a time, and that has no name.
    private static func world(_ table: Table, rotation: String = "{ every: 30d, overlap: 2d, expires: 90d }") throws
        -> World
    {
        let world = try World()
        try world.addTokens(
            table.kind,
            """
            CREATE TABLE tokens (\(table.id.column), account bigint NOT NULL, secret varchar(80) NOT NULL UNIQUE,
                ends_at timestamp, used_at timestamp);
            """,
            profile: [
                "table: tokens", "stored: \(table.stored)", "id: \(table.id.profile)",
                "owner: { column: account, type: integer, dedicated: true }",
                "expires: { column: ends_at, type: timestamp }", "used: { column: used_at, type: timestamp }",
            ],
            identity: ["owner: 17", "key: {}"],
            rotation: rotation
        )
        world.set("TOKEN_PEPPER", randomToken())
        return world
    }

    /// Issues a key and replaces it three times; after each, nothing is left to do.
    private static func rotateThrice(_ world: World) async throws {
        try await world.succeed("apply", "--yes")
        for _ in 0..<3 {
            let old = try world.deliveredToken()
            try await world.succeed("rotate", "prod/backend", "--now", "--yes")
            #expect(try world.deliveredToken().text != old.text)
            try await world.expectNothingToDo()
        }
    }

    /// Seconds until the end of each key, ascending.
    private static func lifetimes(_ world: World) throws -> [Int64] {
        try ends(world).map { ($0.end - .current).components.seconds }.sorted()
    }

    private static func ends(_ world: World) throws -> [(id: String, end: Instant)] {
        try world.place("prod").database.execute("SELECT id, ends_at FROM tokens").map { row in
            guard let id = row[0], let text = row[1], let end = Instant(text: text.replacing(" ", with: "T") + "Z")
            else { throw TestFailure("no end: \(row)") }
            return (id, end)
        }
    }

    /// As if every key had been issued so many days earlier, and used a minute ago.
    private static func age(_ world: World, by days: Int64) throws {
        let used = (Instant.current - .seconds(60)).databaseText
        for (id, end) in try ends(world) {
            let earlier = (end - .seconds(days * 86_400)).databaseText
            try world.place("prod").database.execute(
                "UPDATE tokens SET ends_at = '\(earlier)', used_at = '\(used)' WHERE id = '\(id)'"
            )
        }
    }
}
