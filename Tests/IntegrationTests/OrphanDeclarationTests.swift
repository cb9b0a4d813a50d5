import Model
import TestSupport
import Testing

/// What is suggested for an orphaned key can be declared as it is, whatever the profile asks an identity for.
@Suite(.unlessItHangs) struct OrphanDeclarationTests {
    struct Table: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let columns: String
        let profile: [String]
        let identity: [String]
        var rotation = ""
    }

    static let tables = [
        Table(
            testDescription: "an owner, a name and columns that identities say",
            columns: "account integer, label text, tenant text, plan text",
            profile: [
                "owner: { column: account, type: integer }", "name: { column: label, maximum: 64, unique: true }",
                "perIdentity: { tenant: identifies, plan: required }",
            ],
            identity: ["owner: 17", "key: { name: 'a $$ b', values: { tenant: 'no', plan: large } }"]
        ),
        Table(
            testDescription: "a name alone",
            columns: "label text",
            profile: ["name: { column: label }"],
            identity: ["key: { name: 'yes: it is' }"]
        ),
        Table(
            testDescription: "an owner and a column that identifies",
            columns: "account text, tenant text",
            profile: ["owner: { column: account, type: text }", "perIdentity: { tenant: identifies }"],
            identity: ["owner: 'ops@x'", "key: { values: { tenant: '7' } }"]
        ),
    ]

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL], tables)
    func `the suggested identity is valid, and ends the key`(kind: SeedDatabase.Kind, table: Table) async throws {
        let world = try World()
        let id = kind.isPostgreSQL ? "uuid" : "text"
        let place = try world.addTokens(
            kind,
            """
            CREATE TABLE tokens (id \(id) PRIMARY KEY, secret text NOT NULL, ends_at timestamp, made_at timestamp,
                \(table.columns))
            """,
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: hex }",
                "id: { column: id, made: uuid }", "expires: { column: ends_at, type: timestamp }",
                "created: { column: made_at, type: timestamp }",
            ] + table.profile,
            identity: table.identity
        )
        try await world.succeed("apply", "--yes")
        let file = try world.read("environments/prod.yaml")
        let identities = try #require(file.firstRange(of: "identities:\n"))
        try world.write("environments/prod.yaml", file[..<identities.lowerBound] + "identities: {}\n")
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes.contains("orphaned-key"), "\(plan)")
        let words = plan.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let declaration = try #require(words.firstMatch(of: /to end it, declare `(.*?)`; to keep it/)).output.1
        try world.write("environments/prod.yaml", file[..<identities.upperBound] + "  \(declaration)\n")
        world.mayHoldKeys(["deploy/prod/prod-former.env", "deploy/prod/backend-former.env"])
        try await world.succeed("validate")
        try await world.succeed("apply", "--yes")
        let live = try place.database.execute(
            "SELECT id FROM tokens WHERE ends_at IS NULL OR \(place.database.utc("ends_at")) > "
                + place.database.literal((Instant.current + .seconds(60)).databaseText)
        )
        #expect(live.isEmpty, "\(declaration)")
    }
}
