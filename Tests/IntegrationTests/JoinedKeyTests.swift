import Model
import TestSupport
import Testing

/// Keys of several words with signs between them, in Unleash's table: the real binary on both engines.
@Suite(.unlessItHangs) struct JoinedKeyTests {
    private static let kinds = [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL]

    @Test(arguments: kinds)
    func `a key is issued, rotated with an overlap, found where it does not belong, and revoked`(
        kind: SeedDatabase.Kind
    ) async throws {
        let server = try FlagServer(kind)
        let world = server.world
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let (first, other) = (try server.delivered("FLAGS_KEY"), try server.delivered("JOBS_KEY"))
        #expect(first.hasPrefix("default:development.") && other.hasPrefix("default:production."))
        #expect(try server.accepts(first, "development") && server.accepts(other, "production"))
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)

        let rotated = try await world.keyturn("rotate", "prod/flags", "--now", "--yes")
        #expect(rotated.exitCode == 0, "\(rotated)")
        let second = try server.delivered("FLAGS_KEY")
        #expect(try second != first && server.delivered("JOBS_KEY") == other)
        #expect(try server.accepts(first, "development") && server.accepts(second, "development"))
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        let verified = try await world.keyturn("verify")
        let failed = verified.output.split(separator: "\n").filter { $0.contains(" fail ") }
        // The tests' own server logs every statement.
        #expect(failed.allSatisfy { $0.contains("database-logging") }, "\(verified)")

        try world.write("notes/old.txt", "url=https://x.example/?token=\(second)&x=1\n")
        world.mayHoldKeys(["notes/old.txt"])
        let found = try await world.keyturn("find", "notes")
        #expect(found.exitCode == 1 && found.output.contains("old.txt:1:30"), "\(found)")
        #expect(found.output.contains("prod/flags"), "\(found)")

        #expect(try await world.keyturn("revoke", "prod/flags", "--yes").exitCode == 0)
        #expect(try !server.accepts(second, "development"))
        #expect(try server.accepts(server.delivered("FLAGS_KEY"), "development"))
    }

    @Test func `what a command prints of such a key is hidden`() async throws {
        let server = try FlagServer(
            .sqliteDashed,
            onChange: #"["sh", "-c", "cat ../deploy/prod/unleash.env >&2; exit 1"]"#
        )
        let run = try await server.world.keyturn("apply", "--yes")
        let key = try server.delivered("FLAGS_KEY")
        #expect(run.exitCode == 1 && run.errors.contains("FLAGS_KEY="), "\(run)")
        #expect(!run.errors.contains(key.suffix(56)), "\(run.exitCode)")
    }
}

/// Unleash's first table, and an environment with a key for each of its environments.
private struct FlagServer {
    let world: World
    private let place: Place

    init(_ kind: SeedDatabase.Kind, onChange: String? = nil) throws {
        world = try World()
        place = Place(name: "prod", database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        try place.database.execute(ApplicationTables.unleash.statements(kind))
        let identities = [("flags", "development"), ("jobs", "production")].map { name, environment in
            """
              \(name):
                key:
                  name: \(name)
                  form: "default:\(environment).{hex:56}"
                  values: { type: client, environment: \(environment) }
                rotation: { overlap: 2d }
                deliver: [ { dotenv: unleash.env, variable: \(name.uppercased())_KEY } ]
            \(onChange.map { "    onChange: \($0)\n" } ?? "")
            """
        }
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}", profile: unleash }
            output: ../deploy/prod
            identities:
            \(identities.joined(separator: "\n"))
            """
        )
        world.mayHoldKeys(["deploy/prod/unleash.env"])
    }

    func delivered(_ variable: String) throws -> String { try world.delivered(variable, in: "deploy/prod/unleash.env") }

    /// As Unleash looks a secret up.
    func accepts(_ key: String, _ environment: String) throws -> Bool {
        let now = place.database.kind.isPostgreSQL ? "now()" : "strftime('%Y-%m-%d %H:%M:%f', 'now')"
        let rows = try place.database.execute(
            """
            SELECT 1 FROM api_tokens WHERE secret = '\(key)' AND type = 'client' AND environment = '\(environment)'
                AND (expires_at IS NULL OR expires_at > \(now))
            """
        )
        return rows.count == 1
    }
}
