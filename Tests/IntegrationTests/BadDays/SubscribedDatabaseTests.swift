internal import Model
internal import TestSupport
internal import Testing

/// Databases that logical replication feeds: what is written there by others conflicts, or is undone.
@Suite(.unlessItHangs) struct SubscribedDatabaseTests {
    private let world: World
    private let cluster: PostgreSQLCluster

    init() throws {
        world = try World()
        cluster = try PostgreSQLCluster(durable: false, walLevel: "logical")
    }

    private static let tables = "users, user_mcp_api_keys"

    /// Publishes a place's tables and subscribes another place's to them.
    private func subscribe(_ copy: Place, to origin: Place, tables: String = tables) throws {
        try origin.database.execute("CREATE PUBLICATION keys_of_\(origin.name) FOR TABLE \(tables)")
        // Both are of one server, which could not make a slot while it makes the subscription.
        try origin.database.execute(
            "SELECT pg_create_logical_replication_slot('feed_\(copy.name)', 'pgoutput')"
        )
        try copy.database.execute(
            """
            CREATE SUBSCRIPTION feed_\(copy.name) CONNECTION '\(source(origin))' PUBLICATION keys_of_\(origin.name)
            WITH (create_slot = false, slot_name = 'feed_\(copy.name)')
            """
        )
    }

    private func source(_ place: Place) -> String {
        "host=\(cluster.folder) port=\(cluster.port) user=\(PostgreSQLCluster.role) dbname=\(place.database.name)"
    }

    /// Waits until a copy has the rows of its origin.
    private func wait(for copy: Place, toHave origin: Place) throws {
        let digest = "SELECT string_agg(k::text, ',' ORDER BY id) FROM user_mcp_api_keys k"
        while try copy.database.execute(digest) != origin.database.execute(digest) {
            try copy.database.execute("SELECT pg_sleep(0.05)")
        }
    }

    @Test func `a database that subscribes to prod's keys is refused by name, and prod goes on`() async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL, on: cluster)
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging", .postgreSQLBySQL, on: cluster)
        try subscribe(staging, to: prod)
        try wait(for: staging, toHave: prod)
        let (key, rows) = (try world.delivered(to: prod), prod.keys)

        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errorCodes == ["replicated-database"], "\(plan)")
        #expect(plan.warningCodes == ["replicated-database"], "\(plan)")
        let summary = "staging's database takes its keys from prod's, by the subscription feed_staging"
        #expect(plan.errors.contains(summary), "\(plan)")
        let json = try await world.keyturn("plan", "--format", "json")
        #expect(json.output.contains("\"replica\": true"), "\(json)")
        for command in [["apply", "--yes"], ["rotate"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1, "\(run)")
        }
        #expect(try world.delivered(to: prod) == key && prod.keys == rows, "prod was changed")
        #expect(world.files(below: "deploy/staging").isEmpty)
        let status = try await world.keyturn("status", "--metrics-file", world.path("tmp/keyturn.prom"))
        #expect(status.output.contains("staging: its database follows prod's"), "\(status)")
        let metrics = try world.read("tmp/keyturn.prom")
        #expect(metrics.contains("keyturn_replicated_database{environment=\"staging\"} 1\n"), "\(metrics)")
        let isolation = try await world.keyturn("isolation")
        #expect(isolation.output.contains("One database and its replica: prod and staging"), "\(isolation)")
        let doctor = try await world.keyturn("doctor")
        #expect(doctor.exitCode == 1, "\(doctor)")
        #expect(
            doctor.output.contains("the subscription feed_staging writes the rows of user_mcp_api_keys"),
            "\(doctor)"
        )
        #expect(doctor.output.contains("the publication keys_of_prod sends the keys"), "\(doctor)")
        #expect(doctor.output.contains("its keys are published by prod's database"), "\(doctor)")
        let verify = try await world.keyturn("verify")
        #expect(verify.output.contains("its database follows prod's"), "\(verify)")

        // What is due in prod is done all the same, and travels.
        let rotation = try await world.keyturn("rotate", "prod/backend", "--now", "--reason", "a test", "--yes")
        #expect(rotation.exitCode == 0, "\(rotation)")
        try wait(for: staging, toHave: prod)
        #expect(try await world.keyturn("plan").errorCodes == ["replicated-database"])
    }

    @Test func `rows that a server of no one's sends are not written, and a disabled subscription counts`() async throws
    {
        let other = try SeedDatabase(.postgreSQLBySQL, on: cluster)
        let elsewhere = Place(name: "elsewhere", database: other)
        let staging = try world.addEnvironment("staging", .postgreSQLBySQL, on: cluster)
        try subscribe(staging, to: elsewhere)
        try staging.database.execute("ALTER SUBSCRIPTION feed_staging DISABLE")
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errors.contains("feed_staging (disabled now) writes the rows of user_mcp_api_keys"), "\(plan)")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1, "\(apply)")
        #expect(staging.keys.isEmpty)
    }

    @Test func `where only owners are sent, an owner that is there can be given keys`() async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL, on: cluster)
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging", .postgreSQLBySQL, on: cluster)
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 0, "\(plan)")
        try subscribe(staging, to: prod, tables: "users")
        #expect(try await world.keyturn("plan", "-e", "prod").exitCode == 0)
        while try staging.database.execute("SELECT id FROM users").isEmpty {
            try staging.database.execute("SELECT pg_sleep(0.05)")
        }
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(apply.errors.contains("feed_staging writes the rows of users"), "\(apply)")
        try world.expectLit(staging)
    }

    @Test func `a role that may not look at subscriptions says so, and does not pass`() async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL, on: cluster)
        try prod.database.execute(
            """
            CREATE ROLE blind LOGIN; GRANT SELECT, INSERT, UPDATE ON users, user_mcp_api_keys TO blind;
            REVOKE ALL ON pg_subscription_rel FROM PUBLIC
            """
        )
        let url = "postgresql://blind@/\(prod.database.name)?host=\(cluster.folder)&port=\(cluster.port)"
        world.setURL(prod, url)
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes.contains("replication-unknown"), "\(plan)")
        let doctor = try await world.keyturn("doctor")
        #expect(doctor.output.contains("it is unknown whether a subscription writes the rows"), "\(doctor)")
        #expect(doctor.exitCode == 1, "\(doctor)")
        // With the rights that every role has by default it is known.
        try prod.database.execute("GRANT SELECT ON pg_subscription_rel TO PUBLIC")
        let after = try await world.keyturn("plan")
        #expect(!after.warningCodes.contains("replication-unknown"), "\(after)")
        #expect(after.exitCode == 0, "\(after)")
    }
}
