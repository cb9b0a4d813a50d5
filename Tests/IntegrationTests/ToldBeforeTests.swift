import Model
import TestSupport
import Testing

/// Rows that a table would refuse: `plan`, `doctor` and `profile check` say so before `apply` is asked to write them.
@Suite(.unlessItHangs) struct ToldBeforeTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: SeedDatabase.Kind

        /// The statement that makes the table, from what is behind its name.
        let table: String
        var more = ""
        var active = "active: { column: revoked, live: [false], ended: true }"
        var profile: [String] = []

        /// What every command says.
        let words: String
    }

    private static let columns = """
        secret text NOT NULL, label text NOT NULL, revoked boolean, made_at timestamp, ends_at timestamp
        """

    static let refusals = [
        Refusal(
            testDescription: "a value that a foreign key of SQLite does not find",
            kind: .sqliteDashed,
            table: "(id text PRIMARY KEY, \(columns), plan integer REFERENCES plans (id))",
            more: "CREATE TABLE plans (id INTEGER PRIMARY KEY);",
            profile: ["values: { plan: 7 }"],
            words: "the foreign key plan of tokens refuses a new key of backend"
        ),
        Refusal(
            testDescription: "a default of NULL",
            kind: .sqliteDashed,
            table: "(id text PRIMARY KEY, \(columns), note text NOT NULL DEFAULT NULL)",
            words: "the column tokens.note allows no NULL, has no default"
        ),
        Refusal(
            testDescription: "a primary key of SQLite that is no row number",
            kind: .sqliteDashed,
            table: "(id INTEGER PRIMARY KEY DESC, \(columns))",
            profile: ["id: { column: id, made: database }"],
            words: "the column tokens.id gets no value of its own"
        ),
        Refusal(
            testDescription: "a value that the type refuses",
            kind: .postgreSQLBySQL,
            table: "(id uuid PRIMARY KEY, \(columns), net inet)",
            profile: ["values: { net: nowhere }"],
            words: "the type of the column net of tokens refuses a new key of backend"
        ),
        Refusal(
            testDescription: "a list with a text that is too long",
            kind: .postgreSQLBySQL,
            table: "(id uuid PRIMARY KEY, \(columns), tags varchar(2)[])",
            profile: ["values: { tags: [long] }"],
            words: "the type of the column tags of tokens refuses a new key of backend"
        ),
        Refusal(
            testDescription: "a text that is no JSON",
            kind: .postgreSQLBySQL,
            table: "(id uuid PRIMARY KEY, \(columns), meta jsonb)",
            profile: ["values: { meta: hello }"],
            words: "the column tokens.meta has the type jsonb, and the profile writes hello"
        ),
        Refusal(
            testDescription: "a flag that is a list",
            kind: .postgreSQLBySQL,
            table: "(id uuid PRIMARY KEY, \(columns.replacing("revoked boolean", with: "revoked boolean[]")))",
            words: "the column tokens.revoked has the type boolean[], and the profile writes false"
        ),
        Refusal(
            testDescription: "a time that is too long",
            kind: .postgreSQLBySQL,
            table: "(id uuid PRIMARY KEY, \(columns), iso varchar(20))",
            profile: ["updated: { column: iso, type: iso }"],
            words: "the column tokens.iso holds 20 characters, and 24 must be written"
        ),
        Refusal(
            testDescription: "partitions of which none fits",
            kind: .postgreSQLBySQL,
            table: "(id uuid, \(columns)) PARTITION BY LIST (label)",
            more: "CREATE TABLE part PARTITION OF tokens FOR VALUES IN ('others');",
            words: "no partition of tokens takes a new key of backend"
        ),
    ]

    @Test(arguments: refusals)
    func `what a table would refuse is told by every command`(refusal: Refusal) async throws {
        let world = try World()
        let isNumbered = refusal.profile.contains { $0.hasPrefix("id:") }
        let isFirst = refusal.kind.isPostgreSQL
        let create = "CREATE TABLE tokens \(refusal.table);"
        let place = try world.addTokens(
            refusal.kind,
            isFirst ? create + refusal.more : refusal.more + create,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }", "name: { column: label }",
                refusal.active, "expires: { column: ends_at, type: timestamp }",
                "created: { column: made_at, type: timestamp }",
            ] + (isNumbered ? [] : ["id: { column: id, made: uuid }"]) + refusal.profile,
            identity: ["key: { name: backend }"]
        )
        for command in [["plan"], ["doctor"], ["profile", "check"], ["apply", "--yes"]] {
            let run = try await world.keyturn(command)
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1 && said.contains(refusal.words), "\(run)")
            #expect(!said.contains("the database answered with an error"), "\(run)")
        }
        #expect(try place.database.execute("SELECT id FROM tokens").isEmpty)
    }

    @Test func `a role that may only read is told by every command`() async throws {
        let world = try World()
        let role = "role_\(randomUUID().prefix(8))"
        let place = try world.addTokens(
            .postgreSQLBySQL,
            """
            CREATE TABLE tokens (id uuid PRIMARY KEY, \(Self.columns));
            CREATE ROLE \(role) LOGIN; GRANT SELECT ON tokens TO \(role)
            """,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }", "name: { column: label }",
                "id: { column: id, made: uuid }", "active: { column: revoked, live: [false], ended: true }",
                "expires: { column: ends_at, type: timestamp }", "created: { column: made_at, type: timestamp }",
            ],
            identity: ["key: { name: backend }"]
        )
        world.setURL(place, place.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))
        for command in [["plan"], ["doctor"], ["profile", "check"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1 && (run.output + run.errors).contains("INSERT"), "\(run)")
            #expect(!run.output.contains("a rotation can write its rows"), "\(run)")
        }
    }
}
