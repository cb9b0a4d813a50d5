import Model
import TestSupport
import Testing

/// A table that is not as its profile says: every command tells the column and the field to correct, not the server's words.
@Suite(.unlessItHangs) struct UnlikeProfileTests {
    struct Mismatch: Sendable, CustomTestStringConvertible {
        let testDescription: String

        /// The table's columns besides its id.
        let columns: String
        var stored = "stored: { column: secret, scheme: sha256, encoding: hex }"
        var row: String?

        /// What every command says.
        let words: [String]
    }

    private static let secret = "secret text NOT NULL"
    private static let rest = "label text NOT NULL, revoked boolean, made_at timestamp, ends_at timestamp"

    static let mismatches = [
        Mismatch(
            testDescription: "a flag that is a number",
            columns: "\(secret), label text, revoked integer, made_at timestamp, ends_at timestamp",
            words: ["the column tokens.revoked has the type integer", "correct `active.column` in the profile tokens"]
        ),
        Mismatch(
            testDescription: "a time that is a number",
            columns: "\(secret), label text, revoked boolean, made_at bigint, ends_at timestamp",
            row: "'x', 'backend', false, 17, NULL",
            words: ["the column tokens.made_at has the type bigint", "correct `created.column` in the profile tokens"]
        ),
        Mismatch(
            testDescription: "a day for a time",
            columns: "\(secret), label text, revoked boolean, made_at timestamp, ends_at date",
            words: ["the column tokens.ends_at has the type date", "correct `expires.column` in the profile tokens"]
        ),
        Mismatch(
            testDescription: "texts for bytes",
            columns: "\(secret), \(rest)",
            stored: "stored: { column: secret, scheme: sha256, encoding: bytes }",
            row: "'garbage', 'backend', false, now(), NULL",
            words: ["the column tokens.secret has the type text", "correct `stored.column` in the profile tokens"]
        ),
        Mismatch(
            testDescription: "two columns that are missing where rows have to be tried",
            columns: "\(secret), revoked boolean CHECK (revoked IS NOT NULL), made_at timestamp",
            words: ["the table tokens has no column label", "the table tokens has no column ends_at"]
        ),
        Mismatch(
            testDescription: "two columns that are missing",
            columns: "\(secret), revoked boolean, made_at timestamp",
            words: [
                "the table tokens has no column label", "the table tokens has no column ends_at",
                "correct `name.column` in the profile tokens", "correct `expires.column` in the profile tokens",
            ]
        ),
    ]

    private static func world(_ kind: SeedDatabase.Kind, _ mismatch: Mismatch) throws -> World {
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        var sql = "CREATE TABLE tokens (id \(id) PRIMARY KEY, \(mismatch.columns));"
        if let row = mismatch.row { sql += "INSERT INTO tokens VALUES ('\(randomUUID())', \(row));" }
        try world.addTokens(
            kind,
            sql,
            profile: [
                "table: tokens", mismatch.stored, "id: { column: id, made: uuid }", "name: { column: label }",
                "active: { column: revoked, live: [false], ended: true }",
                "expires: { column: ends_at, type: timestamp }", "created: { column: made_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        return world
    }

    @Test(arguments: mismatches)
    func `what a PostgreSQL table has otherwise is named, with the field to correct`(mismatch: Mismatch) async throws {
        let world = try Self.world(.postgreSQLBySQL, mismatch)
        for command in [["plan"], ["apply", "--yes"], ["status"], ["verify"], ["doctor"], ["profile", "check"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1, "\(run)")
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for words in mismatch.words { #expect(said.contains(words), "\(words): \(run)") }
            #expect(!said.contains("the database answered with an error"), "\(run)")
            #expect(!said.contains("lacks SELECT on label"), "\(run)")
        }
        #expect(
            try world.place("prod").database.execute("SELECT id FROM tokens").count == (mismatch.row == nil ? 0 : 1)
        )
    }

    @Test func `what a SQLite table lacks is named, with the field to correct`() async throws {
        let mismatch = try #require(Self.mismatches.last)
        let world = try Self.world(.sqliteDashed, mismatch)
        for command in [["plan"], ["apply", "--yes"], ["status"], ["verify"], ["doctor"], ["profile", "check"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1, "\(run)")
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for words in mismatch.words { #expect(said.contains(words), "\(words): \(run)") }
        }
    }

    private static let owners: [(table: String, owner: String, words: String)] = [
        ("people (id integer PRIMARY KEY)", "references: persons.id", "no table persons"),
        ("people (number integer PRIMARY KEY)", "references: people.id", "the table people has no column id"),
        (
            "people (id integer PRIMARY KEY)", "references: people.id, active: { column: blocked, live: [false] }",
            "the table people has no column blocked"
        ),
    ]

    @Test(arguments: owners.indices, [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `what the owners' table lacks is named, with what to do`(_ place: Int, kind: SeedDatabase.Kind) async throws {
        let (table, owner, words) = Self.owners[place]
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        try world.addTokens(
            kind,
            "CREATE TABLE \(table); CREATE TABLE tokens (id \(id) PRIMARY KEY, \(Self.secret), \(Self.rest), person integer)",
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "owner: { column: person, type: integer, \(owner) }",
                "expires: { column: ends_at, type: timestamp }", "created: { column: made_at, type: timestamp }",
            ],
            identity: ["owner: 17", "key: { name: backend }"]
        )
        for command in [["plan"], ["apply", "--yes"]] {
            let run = try await world.keyturn(command)
            let said = run.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1 && said.contains(words), "\(run)")
            #expect(said.contains("help: ") && !said.contains("[database-error]"), "\(run)")
        }
    }

    @Test func `a column that the role may not read is named in the plan`() async throws {
        let world = try World()
        let place = try world.addTokens(
            .postgreSQLBySQL,
            "CREATE TABLE tokens (id uuid PRIMARY KEY, \(Self.secret), \(Self.rest))",
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "expires: { column: ends_at, type: timestamp }", "created: { column: made_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        let role = "reader_\(randomUUID().prefix(8))"
        try place.database.execute(
            "CREATE ROLE \(role) LOGIN; GRANT SELECT (id, secret, label, ends_at) ON tokens TO \(role)"
        )
        world.setURL(place, place.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1 && plan.errorCodes == ["permission-denied"], "\(plan)")
        #expect(plan.errors.contains("the role \(role) lacks SELECT on made_at of tokens"), "\(plan)")
        #expect(plan.errors.contains("keyturn doctor --grants"), "\(plan)")
    }
}
