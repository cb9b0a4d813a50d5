import Foundation
import Model
import TestSupport
import Testing

/// A table of another application, which keeps digests: LiteLLM's, as its own migration makes it.
@Suite(.unlessItHangs) struct DigestTableTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `a key is issued, rotated with an overlap, revoked, and its row goes in the end`(
        kind: SeedDatabase.Kind
    ) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare(rotation: "{ every: 30d, overlap: 2d, expires: 90d, retain: 10d }")
        try await gateway.succeed("apply", "--yes")
        let first = try gateway.delivered()
        #expect(try gateway.accepts(first))
        #expect(try gateway.names() == ["summarizer (\(first.digits))"])
        #expect(try await gateway.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await gateway.succeed("rotate", "prod/summarizer", "--now", "--yes")
        let second = try gateway.delivered()
        #expect(second.text != first.text)
        #expect(try gateway.accepts(first) && gateway.accepts(second))
        #expect(try !gateway.accepts(first, at: .current + .seconds(2 * 86_400 + 60)))
        #expect(try await gateway.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        try await gateway.succeed("revoke", "prod/summarizer", "--yes")
        let third = try gateway.delivered()
        #expect(try !gateway.accepts(second))
        #expect(try gateway.accepts(third))
        let verified = try await gateway.world.keyturn("verify")
        // The tests' own server logs every statement.
        let failed = verified.output.split(separator: "\n").filter { $0.contains(" fail ") }
        #expect(failed.allSatisfy { $0.contains("database-logging") }, "\(verified)")

        try gateway.age(days: 30, except: third)
        try await gateway.succeed("apply", "--yes")
        #expect(try gateway.names() == ["summarizer (\(third.digits))"])
        #expect(try gateway.accepts(third))
    }

    @Test(arguments: kinds)
    func `what a killed run left goes with the first rotation that puts newer keys into files`(
        kind: SeedDatabase.Kind
    ) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare()
        try await gateway.succeed("apply", "--yes")
        let leftover = "deploy/prod/.keyturn-000000000000.tmp"
        let content = try gateway.world.read("deploy/prod/llm.env")
        try gateway.world.write(leftover, content)
        try await gateway.succeed("rotate", "prod/summarizer", "--now", "--yes")
        #expect(!gateway.world.exists(leftover))
        // The same where an earlier run replaced the key in it.
        try gateway.world.write(leftover, content)
        try await gateway.succeed("apply", "--yes")
        #expect(!gateway.world.exists(leftover))
    }

    @Test(arguments: kinds)
    func `a key that a person made and delivered is adopted, and another one is left alone`(
        kind: SeedDatabase.Kind
    ) async throws {
        let gateway = try Gateway(kind)
        let key = GatewayKey(text: randomKey(prefix: "sk-"))
        try gateway.insert(key, name: "summarizer")
        try gateway.insert(GatewayKey(text: randomKey(prefix: "sk-")), name: "someone else")
        try gateway.declare()
        try gateway.world.write("deploy/prod/llm.env", "OPENAI_API_KEY=\(key.text)\n")
        try gateway.world.setMode("deploy/prod/llm.env", 0o600)
        try await gateway.succeed("apply", "--yes")
        #expect(try gateway.delivered().text == key.text)
        #expect(try gateway.names() == ["someone else", "summarizer"])
        try await gateway.succeed("rotate", "prod/summarizer", "--now", "--yes")
        let next = try gateway.delivered()
        #expect(try gateway.accepts(key) && gateway.accepts(next))
        #expect(try gateway.names() == ["someone else", "summarizer", "summarizer (\(next.digits))"])
    }

    @Test(arguments: kinds)
    func `keys that are delivered nowhere stay as they are, and end where someone asks`(
        kind: SeedDatabase.Kind
    ) async throws {
        let gateway = try Gateway(kind)
        let keys = (0..<3).map { _ in GatewayKey(text: randomKey(prefix: "sk-")) }
        for key in keys { try gateway.insert(key, name: "summarizer") }
        try gateway.declare(rotation: "{ overlap: 2d }", deliver: "[]")
        #expect(try await gateway.world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        for command in [["apply", "--yes"], ["rotate"], ["status", "--check"]] {
            let run = try await gateway.world.keyturn(command)
            #expect(run.exitCode == 0, "\(run)")
        }
        #expect(try keys.allSatisfy { try gateway.accepts($0) } && gateway.names().count == 3)
        let asked = try await gateway.world.keyturn("rotate", "prod/summarizer", "--now", "--yes")
        #expect(asked.exitCode == 1 && asked.errors.contains("delivered-nowhere"), "\(asked)")
        #expect(try gateway.names().count == 3)

        try await gateway.succeed("revoke", "prod/summarizer", "--key", keys[0].digits, "--yes")
        try gateway.world.write(
            "environments/_revoked.yaml",
            "revoked:\n  - { fingerprint: \"\(keys[1].digits)\", date: 2026-01-01, reason: leaked }\n"
        )
        try await gateway.succeed("apply", "--yes")
        #expect(try keys.map { try gateway.accepts($0) } == [false, false, true])
        #expect(try gateway.names().count == 3)
    }

    @Test(arguments: kinds)
    func `where the folder is not there nothing is issued, until someone says so`(
        kind: SeedDatabase.Kind
    ) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare()
        try await gateway.succeed("apply", "--yes")
        let key = try gateway.delivered()
        try gateway.world.remove("deploy/prod")
        let refused = try await gateway.world.keyturn("apply", "--yes")
        #expect(refused.exitCode == 1)
        #expect(refused.errors.contains("fragments-absent"))
        #expect(try gateway.names() == ["summarizer (\(key.digits))"])
        try await gateway.succeed("apply", "--yes", "--reissue")
        #expect(try gateway.accepts(key) && gateway.accepts(gateway.delivered()))
    }

    @Test(arguments: kinds)
    func `a key that two environments hold is seen by its digest`(kind: SeedDatabase.Kind) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare()
        let dev = try Gateway(kind, "dev", in: gateway.world)
        try dev.declare()
        try await gateway.succeed("apply", "--yes")
        let key = try gateway.delivered()
        try dev.insert(key, name: "copied from prod")
        let plan = try await gateway.world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 2, "\(plan)")
        #expect(plan.output.contains("shared"), "\(plan)")
        try await gateway.succeed("apply", "--yes")
        #expect(try gateway.delivered().text != key.text)
    }

    @Test(arguments: kinds)
    func `a saved plan is applied, and refused once a row came`(kind: SeedDatabase.Kind) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare()
        try await gateway.succeed("plan", "--out", gateway.world.path("first.plan"))
        try await gateway.succeed("apply", gateway.world.path("first.plan"))
        #expect(try gateway.accepts(gateway.delivered()))
        try gateway.age(days: 40)
        try await gateway.succeed("plan", "--out", gateway.world.path("second.plan"))
        try gateway.insert(GatewayKey(text: randomKey(prefix: "sk-")), name: "summarizer")
        let refused = try await gateway.world.keyturn("apply", gateway.world.path("second.plan"))
        #expect(refused.exitCode == 1, "\(refused)")
    }

    @Test(arguments: kinds)
    func `no output holds what the table holds`(kind: SeedDatabase.Kind) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare()
        try await gateway.succeed("apply", "--yes")
        try gateway.age(days: 40)
        // Every run looks for the stored forms in what it printed and in every file that it wrote.
        try await gateway.succeed("plan", "--format", "json", "--out", gateway.world.path("next.plan"))
        try await gateway.succeed("apply", gateway.world.path("next.plan"), "--format", "json")
        for arguments in [
            ["show", gateway.world.path("next.plan"), "--format", "json"], ["inventory", "--format", "json"],
            ["status", "--all", "--format", "json", "--metrics-file", gateway.world.path("keyturn.prom")],
            ["forecast", "--format", "json"], ["verify", "--format", "json"],
            ["isolation", "show", "--format", "json"],
            ["isolation", "export", "-e", "prod"], ["plan", "--format", "markdown"], ["doctor"],
        ] {
            let run = try await gateway.world.keyturn(arguments)
            #expect(run.exitCode != 64, "\(run)")
        }
    }

    @Test(arguments: kinds)
    func `what an upgrade of the application changed is told before anything is written`(
        kind: SeedDatabase.Kind
    ) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare()
        try gateway.execute("ALTER TABLE \(Gateway.table) ADD COLUMN region text NOT NULL")
        let plan = try await gateway.world.keyturn("plan")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errors.contains("values: { region: … }"), "\(plan)")
        #expect(try gateway.names().isEmpty)
    }
}

/// A key as its consumer has it.
struct GatewayKey {
    let text: String
    var fingerprint: Fingerprint { Fingerprint(of: Secret(text: text)) }
    var digits: String { String(fingerprint.hex.prefix(12)) }
}

/// A LiteLLM proxy's database, and the environment that delivers its keys.
struct Gateway {
    let world: World
    private let place: Place

    static let table = "\"LiteLLM_VerificationToken\""

    init(_ kind: SeedDatabase.Kind, _ name: String = "prod", in other: World? = nil) throws {
        world = try other ?? World()
        place = Place(name: name, database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        let (time, json, truth) =
            kind.isPostgreSQL ? ("timestamp(3)", "jsonb", "boolean") : ("DATETIME", "TEXT", "BOOLEAN")
        let list = kind.isPostgreSQL ? "text[]" : "TEXT"
        try place.database.execute(
            """
            CREATE TABLE \(Self.table) (token text PRIMARY KEY, key_name text, key_alias text, user_id text,
                team_id text, expires \(time), created_at \(time), updated_at \(time), last_active \(time),
                blocked \(truth), models \(list), aliases \(json) NOT NULL, config \(json) NOT NULL,
                permissions \(json) NOT NULL, metadata \(json) NOT NULL, spend double precision NOT NULL,
                max_budget double precision)
            """
        )
    }

    func declare(
        rotation: String = "{ every: 30d, overlap: 2d, expires: 90d }",
        deliver: String = "[ { dotenv: llm.env, variable: OPENAI_API_KEY } ]"
    ) throws {
        try world.write(
            "environments/\(place.name).yaml",
            """
            environment: \(place.name)
            database: { url: "${\(place.name.uppercased())_DATABASE_URL}", profile: litellm }
            output: ../deploy/\(place.name)
            identities:
              summarizer:
                key: { name: summarizer, values: { team_id: platform, max_budget: 50 } }
                rotation: \(rotation)
                deliver: \(deliver)

            """
        )
        world.mayHoldKeys(["deploy/\(place.name)/llm.env"])
    }

    /// Runs the binary; from now on no stored form may be printed.
    func succeed(_ arguments: String...) async throws {
        try await world.succeed(arguments)
        for row in try execute("SELECT token FROM \(Self.table)") { if let token = row[0] { world.keepSecret(token) } }
    }

    func delivered() throws -> GatewayKey {
        GatewayKey(text: try world.delivered("OPENAI_API_KEY", in: "deploy/\(place.name)/llm.env"))
    }

    @discardableResult
    func execute(_ sql: String) throws -> [[String?]] { try place.database.execute(sql) }

    /// By the proxy's own rule: the digest is there, not blocked, not past its end.
    func accepts(_ key: GatewayKey, at moment: Instant = .current) throws -> Bool {
        try !execute(
            """
            SELECT 1 FROM \(Self.table) WHERE token = '\(key.fingerprint.hex)' AND blocked IS NOT TRUE
            AND (expires IS NULL OR expires >= '\(moment.databaseText)')
            """
        ).isEmpty
    }

    /// As a person makes a row in the application.
    func insert(_ key: GatewayKey, name: String) throws {
        let models = place.database.kind.isPostgreSQL ? "'{}'" : "'[]'"
        let created = (Instant.current - .seconds(86_400)).databaseText
        try execute(
            """
            INSERT INTO \(Self.table) (token, key_alias, created_at, models, aliases, config, permissions, metadata, spend)
            VALUES ('\(key.fingerprint.hex)', '\(name)', '\(created)', \(models), '{}', '{}', '{}', '{}', 0)
            """
        )
    }

    /// Makes rows look older.
    func age(days: Int, except key: GatewayKey? = nil) throws {
        for column in ["created_at", "updated_at", "expires"] {
            let earlier =
                place.database.kind.isPostgreSQL
                ? "\(column) - interval '\(days) days'" : "strftime('%Y-%m-%d %H:%M:%f', \(column), '-\(days) days')"
            try execute(
                "UPDATE \(Self.table) SET \(column) = \(earlier) WHERE token <> '\(key?.fingerprint.hex ?? "")'"
            )
        }
    }

    func names() throws -> [String] {
        try execute("SELECT key_alias FROM \(Self.table) ORDER BY 1").compactMap { $0[0] }
    }
}
