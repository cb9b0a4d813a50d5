internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Credentials of others that are watched, with the real binary over real databases.
@Suite(.unlessItHangs) struct WatchTests {
    private let world: World

    init() throws { world = try World() }

    private static let table = """
        watch:
          - table: pm_provider_connections
            columns: [api_key, api_token]
            label: [name, provider_type]
            ageColumn: created_at
            maxAge: 180d

        """

    private func watch(_ place: Place, _ text: String = WatchTests.table) throws {
        let file = "environments/\(place.name).yaml"
        try world.write(file, try world.read(file) + text)
    }

    @Test(arguments: [
        (SeedDatabase.Kind.postgreSQLBySQL, SeedDatabase.Kind.sqliteDashed), (.postgreSQLWithZones, .postgreSQLByORM),
    ])
    func `a token in two databases, of whatever kind, is reported in both and written in neither`(
        _ kinds: (SeedDatabase.Kind, SeedDatabase.Kind)
    ) async throws {
        let (dev, prod) = (try world.addEnvironment("dev", kinds.0), try world.addEnvironment("prod", kinds.1))
        let token = randomToken()
        for place in [dev, prod] {
            try watch(place)
            try place.database.insertProvider("Jira Cloud", token: token, createdAt: .current - .seconds(200 * 86_400))
        }
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        let fingerprint = Fingerprint(of: Secret(text: token))
        // The same of both is one warning, which names both places.
        #expect(apply.errors.contains("credential dev:pm_provider_connections.api_token"))
        #expect(apply.errors.contains(") is also known in prod"))
        #expect(apply.errors.contains(") is 200 days old"))
        #expect(apply.errors.components(separatedBy: "= also: prod (environments/prod.yaml:").count == 3, "\(apply)")
        #expect(!apply.errors.contains(fingerprint.description))
        for place in [dev, prod] { #expect(place.providerCredentials == [token]) }
        try await world.expectOrder()
    }

    @Test func `a table that may not be read keeps no key from being rotated`() async throws {
        let role = "role_\(randomUUID().prefix(8))"
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL)
        try watch(prod)
        try prod.insertByHand(randomKey())
        try prod.database.execute(
            """
            CREATE ROLE \(role) LOGIN; GRANT SELECT, INSERT, UPDATE ON users, user_mcp_api_keys TO \(role)
            """
        )
        world.setURL(prod, prod.urlText.replacing("//\(PostgreSQLCluster.role)@", with: "//\(role)@"))
        // Delivered once, so that the folder is known to be the right one.
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try world.write(
            "environments/prod.yaml",
            try world.read("environments/prod.yaml").replacing("{ overlap: 48h }", with: "{ every: 30d, overlap: 48h }")
        )
        let rotate = try await world.keyturn("rotate", "--yes")
        #expect(rotate.exitCode == 0, "\(rotate)")
        #expect(rotate.errors.contains("warning[watch-not-compared]"))
        #expect(
            rotate.errors.contains(
                "GRANT SELECT (api_key, api_token, created_at, name, provider_type) ON pm_provider_connections TO"
            )
        )
        #expect(
            rotate.output.contains("prod pm_provider_connections: the database user is not allowed to read its columns")
        )
        #expect(prod.keys.count == 2)
        try world.expectLit(prod)
    }

    @Test func `a watched file that leads into another environment's output does not have its key replaced`()
        async throws
    {
        let dev = try world.addEnvironment("dev")
        _ = try world.addEnvironment("prod")
        try watch(dev, "watch:\n  - { file: ../legacy/.env, variables: [PM_MCP_API_KEY] }\n")
        try world.makeFolder("legacy")
        try world.link("legacy/.env", to: "../deploy/prod/backend.env")
        try await world.expectConvergence()
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan)")
        #expect(plan.output.contains("dev ../legacy/.env: it is in the output folder of prod"))
    }

    @Test func `what is not a file is not waited for`() async throws {
        let dev = try world.addEnvironment("dev")
        try watch(dev, "watch:\n  - { file: ../pipe, variables: [A] }\n  - { file: ../zero, variables: [A] }\n")
        mkfifo(world.path("pipe"), 0o600)
        try world.link("zero", to: "/dev/zero")
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 0, "\(plan)")
        #expect(plan.output.contains("dev ../pipe: it is a named pipe, not a file"))
        #expect(plan.output.contains("dev ../zero: it is a device, not a file"))
    }
}
