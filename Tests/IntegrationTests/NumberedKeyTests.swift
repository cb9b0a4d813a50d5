import Model
import TestSupport
import Testing

/// Keys that the server looks up by an id that is a part of them (`17.SECRET`): the real binary on both engines.
@Suite(.unlessItHangs) struct NumberedKeyTests {
    private static let profile = [
        "table: tokens", "stored: { column: digest, scheme: sha256, of: secret }", "name: { column: label }",
        "expires: { column: ends_at, type: timestamp }", "created: { column: made_at, type: timestamp }",
    ]
    private static let columns = """
        digest text NOT NULL UNIQUE, label text NOT NULL, ends_at timestamp, made_at timestamp NOT NULL
        """

    /// A table of tokens and an identity of it.
    private struct Server {
        let world: World
        let place: Place

        init(_ kind: SeedDatabase.Kind, id: String, made: String) throws {
            world = try World()
            place = try world.addTokens(
                kind,
                "CREATE TABLE tokens (id \(id), \(columns))",
                profile: profile + ["id: { column: id, made: \(made) }"],
                identity: ["key: { name: backend }"],
                key: #"{ form: "{id}.{secret=hex:64}" }"#
            )
        }

        /// As the server looks a key up: by its id, and then by the digest of what is behind it.
        func accepts(_ key: String) throws -> Bool {
            let parts = key.split(separator: ".").map(String.init)
            let now =
                place.database.kind.isPostgreSQL ? "now() AT TIME ZONE 'UTC'" : "strftime('%Y-%m-%d %H:%M:%f', 'now')"
            let rows = try place.database.execute(
                """
                SELECT digest FROM tokens WHERE CAST(id AS text) = '\(parts[0])' AND (ends_at IS NULL OR ends_at > \(now))
                """
            )
            return rows == [[Fingerprint(of: Secret(text: parts[1])).hex]]
        }

        func delivered() throws -> String { try world.delivered("API_KEY", in: World.tokenFile) }
    }

    private static let tables: [(SeedDatabase.Kind, String, String)] = [
        (.postgreSQLBySQL, "serial PRIMARY KEY", "sequence"),
        (.postgreSQLBySQL, "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "sequence"),
        (.sqliteDashed, "INTEGER PRIMARY KEY AUTOINCREMENT", "sequence"),
        (.sqliteDashed, "INTEGER PRIMARY KEY", "sequence"),
        (.postgreSQLBySQL, "uuid PRIMARY KEY", "uuid"), (.sqliteDashed, "text PRIMARY KEY", "uuid"),
    ]

    @Test(arguments: tables)
    func `a key is issued, rotated with an overlap, and revoked`(
        kind: SeedDatabase.Kind,
        id: String,
        made: String
    ) async throws {
        let server = try Server(kind, id: id, made: made)
        let world = server.world
        try await world.succeed("apply", "--yes")
        let first = try server.delivered()
        #expect(try server.accepts(first))
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await world.succeed("rotate", "prod/backend", "--now", "--yes")
        let second = try server.delivered()
        #expect(try second != first && server.accepts(first) && server.accepts(second))
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        // The tests' own server logs every statement.
        let failed = try await world.keyturn("verify").output.split(separator: "\n").filter { $0.contains(" fail ") }
        #expect(failed.allSatisfy { $0.contains("database-logging") }, "\(failed)")

        try await world.succeed("revoke", "prod/backend", "--yes")
        #expect(try !server.accepts(second) && server.accepts(server.delivered()))
    }

    @Test(arguments: tables)
    func `the secret of a row behind another row's id is another key`(
        kind: SeedDatabase.Kind,
        id: String,
        made: String
    ) async throws {
        let server = try Server(kind, id: id, made: made)
        try await server.world.succeed("apply", "--yes")
        let parts = try server.delivered().split(separator: ".")
        let other = made == "uuid" ? "\(randomUUID())" : "4711"
        try server.world.write(World.tokenFile, "API_KEY=\(other).\(parts[1])\n")
        let plan = try await server.world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode != 0 && !plan.output.contains("4711."), "\(plan)")
        _ = try await server.world.keyturn("apply", "--yes", "--reissue")
        #expect(try server.accepts(server.delivered()))
    }

    @Test(arguments: [
        (SeedDatabase.Kind.postgreSQLBySQL, "bigint PRIMARY KEY"), (.sqliteDashed, "BIGINT PRIMARY KEY"),
    ])
    func `a table that numbers no rows is refused before anything is written`(
        kind: SeedDatabase.Kind,
        id: String
    ) async throws {
        let server = try Server(kind, id: id, made: "sequence")
        for command in [["plan"], ["doctor"], ["apply", "--yes"]] {
            let run = try await server.world.keyturn(command)
            let said = (run.output + run.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(run.exitCode == 1 && said.contains("is numbered by no sequence"), "\(run)")
        }
        #expect(try server.place.database.execute("SELECT id FROM tokens").isEmpty)
    }

    @Test(arguments: ["serial PRIMARY KEY", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"])
    func `the right to draw is among those that are granted`(id: String) async throws {
        let server = try Server(.postgreSQLBySQL, id: id, made: "sequence")
        let grants = try await server.world.keyturn("doctor", "--grants")
        #expect(grants.output.contains("GRANT USAGE ON SEQUENCE"), "\(grants)")
    }
}
