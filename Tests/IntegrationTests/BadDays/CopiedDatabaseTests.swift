internal import Foundation
internal import TestSupport
internal import Testing

/// Databases that are fed from one another: a key that came with its row is not shared, and its origin is not rotated.
@Suite(.unlessItHangs) struct CopiedDatabaseTests {
    private let world: World

    init() throws { world = try World() }

    private func applyTwice(exitCode: Int32, keeping prod: Place) async throws {
        let key = try world.delivered(to: prod)
        let rows = prod.keys
        for _ in 0..<2 {
            let apply = try await world.keyturn("apply", "--yes")
            #expect(apply.exitCode == exitCode, "\(apply)")
            let rotate = try await world.keyturn("rotate")
            #expect(rotate.exitCode == exitCode, "\(rotate)")
        }
        #expect(try world.delivered(to: prod) == key, "prod was rotated")
        #expect(prod.keys == rows, "prod's rows changed")
    }

    @Test func `a hot standby of prod is refused by name, and prod is left as it is`() async throws {
        let cluster = try PostgreSQLCluster(durable: false)
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL, on: cluster)
        try await world.expectConvergence()
        let standby = try cluster.startStandby()
        let staging = try world.addEnvironment("staging")
        world.setURL(staging, standby(prod.database.name))
        try cluster.waitForStandby(standby("postgres"))

        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 1, "\(plan)")
        #expect(plan.errorCodes == ["replicated-database"], "\(plan)")
        #expect(plan.warningCodes == ["replicated-database"], "\(plan)")
        #expect(plan.errors.contains("staging's database is a read-only copy of prod's"), "\(plan)")
        try await applyTwice(exitCode: 1, keeping: prod)
        #expect(world.files(below: "deploy/staging").isEmpty)

        let status = try await world.keyturn("status", "--metrics-file", world.path("tmp/keyturn.prom"))
        #expect(status.output.contains("staging: its database follows prod's"), "\(status)")
        let metrics = try world.read("tmp/keyturn.prom")
        #expect(metrics.contains("keyturn_replicated_database{environment=\"staging\"} 1\n"), "\(metrics)")
        #expect(metrics.contains("keyturn_replicated_database{environment=\"prod\"} 0\n"), "\(metrics)")

        let isolation = try await world.keyturn("isolation")
        #expect(isolation.exitCode == 1, "\(isolation)")
        #expect(isolation.output.contains("One database and its replica: prod and staging"), "\(isolation)")

        // What is due in prod is done all the same, and travels.
        let rotation = try await world.keyturn("rotate", "prod/backend", "--now", "--reason", "a test", "--yes")
        #expect(rotation.exitCode == 0, "\(rotation)")
        try cluster.waitForStandby(standby("postgres"))
        try await applyTwice(exitCode: 1, keeping: prod)
    }

    @Test func `a copied SQLite file is given keys of its own, however often it is copied`() async throws {
        let prod = try world.addEnvironment("prod")
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging")
        try copy(prod, to: staging)

        let isolation = try await world.keyturn("isolation")
        #expect(isolation.exitCode == 1, "\(isolation)")
        #expect(isolation.output.contains(" of prod\n"), "\(isolation)")
        #expect(isolation.output.contains("keyturn apply replaces it in staging; prod keeps it"), "\(isolation)")
        let plan = try await world.keyturn("plan", "--format", "json")
        #expect(plan.output.contains("copied-keys"), "\(plan)")

        try await applyTwice(exitCode: 0, keeping: prod)
        #expect(try Set(world.delivered(to: staging).values).isDisjoint(with: world.delivered(to: prod).values))
        #expect(try await world.keyturn("isolation").exitCode == 0)

        // The night's restore: staging's own keys are gone, and nothing is done there until someone asks.
        try copy(prod, to: staging)
        try await applyTwice(exitCode: 1, keeping: prod)
        let reissue = try await world.keyturn("apply", "--yes", "--reissue", "staging/backend")
        #expect(reissue.exitCode == 0, "\(reissue)")
        try await applyTwice(exitCode: 0, keeping: prod)
    }

    @Test func `a PostgreSQL database made from prod's is given keys of its own`() async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL)
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging", .postgreSQLBySQL)
        let cluster = try PostgreSQLCluster.shared()
        let copy = "\(staging.database.name)_copy"
        try PostgreSQLClient(cluster.url("postgres")).rows(
            "CREATE DATABASE \(copy) TEMPLATE \(prod.database.name)"
        )
        world.setURL(staging, cluster.url(copy))
        try await applyTwice(exitCode: 0, keeping: prod)
        #expect(try Set(world.delivered(to: staging).values).isDisjoint(with: world.delivered(to: prod).values))
    }

    @Test func `a database that was dumped and restored is given keys of its own`() async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLByORM)
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging", .postgreSQLByORM)
        let cluster = try PostgreSQLCluster.shared()
        let restored = cluster.url(try cluster.createDatabase())
        try TestProcess.run(
            ["sh", "-c", "pg_dump '\(prod.urlText)' | psql -q -v ON_ERROR_STOP=1 '\(restored)' >/dev/null"]
        )
        world.setURL(staging, restored)
        let plan = try await world.keyturn("plan", "-e", "staging")
        #expect(plan.warningCodes == ["copied-keys"], "\(plan)")
        try await applyTwice(exitCode: 0, keeping: prod)
        #expect(try Set(world.delivered(to: staging).values).isDisjoint(with: world.delivered(to: prod).values))
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `where two URLs were exchanged nothing is done, and the fragments say where each belongs`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let dev = try world.addEnvironment("dev", kind)
        let prod = try world.addEnvironment("prod", kind)
        try await world.expectConvergence()
        let (keys, rows) = (try world.places.map(world.delivered), world.places.map(\.keys))
        world.setURL(dev, prod.urlText)
        world.setURL(prod, dev.urlText)
        for command in [["plan"], ["apply", "--yes"], ["rotate"], ["apply", "--yes", "-e", "prod"], ["verify"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 1, "\(run)")
            #expect(run.errorCodes.contains("unknown-key-delivered"), "\(run)")
        }
        #expect(try world.places.map(world.delivered) == keys)
        #expect(world.places.map(\.keys) == rows)
        world.setURL(dev)
        world.setURL(prod)
        try await world.expectOrder()
    }

    @Test func `where fragments were copied too neither is changed until the copy is named`() async throws {
        let prod = try world.addEnvironment("prod")
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging")
        try copy(prod, to: staging)
        try FileManager.default.copyItem(atPath: world.path("deploy/prod"), toPath: world.path("deploy/staging"))
        let plan = try await world.keyturn("plan")
        #expect(plan.errorCodes == ["key-origin-unknown", "key-origin-unknown"], "\(plan)")
        try await applyTwice(exitCode: 1, keeping: prod)
        let rotation = try await world.keyturn("rotate", "staging/backend", "--now", "--reason", "the copy", "--yes")
        #expect(rotation.exitCode == 0, "\(rotation)")
        try await applyTwice(exitCode: 0, keeping: prod)
    }

    @Test func `status, verify, the plan's pairs and metrics say whose a copied key is`() async throws {
        let prod = try world.addEnvironment("prod")
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging")
        try copy(prod, to: staging)
        let status = try await world.keyturn("status", "--metrics-file", world.path("tmp/keyturn.prom"))
        #expect(status.output.contains("a key of prod: its row was copied from there"), "\(status)")
        #expect(status.output.contains("also accepted in staging: the row was copied there"), "\(status)")
        #expect(status.output.contains("staging: accepts 1 key of another environment"), "\(status)")
        let metrics = try world.read("tmp/keyturn.prom")
        #expect(metrics.contains("keyturn_copied_keys{environment=\"staging\"} 1\n"), "\(metrics)")
        #expect(metrics.contains("keyturn_copied_keys{environment=\"prod\"} 0\n"), "\(metrics)")
        let json = try await world.keyturn("status", "--format", "json")
        #expect(json.output.contains("\"kind\": \"copied-from\""), "\(json)")
        #expect(json.output.contains("\"kind\": \"copied-to\""), "\(json)")
        #expect(json.output.contains("\"copied_keys\": 1"), "\(json)")
        let plan = try await world.keyturn("plan", "--format", "json")
        #expect(plan.output.contains("\"copied\": 1"), "\(plan)")
        let verify = try await world.keyturn("verify")
        #expect(verify.exitCode == 1, "\(verify)")
        #expect(verify.output.contains("is a key of prod: its row was copied from there"), "\(verify)")
        #expect(verify.output.contains("its row was copied to the database of staging"), "\(verify)")
    }

    @Test func `status, verify and metrics say that nothing says whose a key is`() async throws {
        let prod = try world.addEnvironment("prod")
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging")
        try copy(prod, to: staging)
        try FileManager.default.copyItem(atPath: world.path("deploy/prod"), toPath: world.path("deploy/staging"))
        let status = try await world.keyturn("status", "--metrics-file", world.path("tmp/keyturn.prom"))
        #expect(status.errorCodes == ["key-origin-unknown", "key-origin-unknown"], "\(status)")
        #expect(status.output.contains("the same row as in prod, and it is unknown which is"), "\(status)")
        let metrics = try world.read("tmp/keyturn.prom")
        #expect(metrics.contains("keyturn_undecided_keys{environment=\"prod\"} 1\n"), "\(metrics)")
        let json = try await world.keyturn("status", "--format", "json")
        #expect(json.output.contains("\"kind\": \"origin-unknown\""), "\(json)")
        let verify = try await world.keyturn("verify", "--format", "json")
        #expect(verify.exitCode == 1, "\(verify)")
        #expect(verify.output.contains("is the same row in staging"), "\(verify)")
        #expect(verify.output.contains("keyturn rotate staging/backend --now"), "\(verify)")
    }

    @Test(arguments: [true, false])
    func `manifests tell a copied key from a shared one`(_ isPeppered: Bool) async throws {
        if isPeppered {
            world.set("KEYTURN_PEPPER", randomKey())
            try world.write("environments/_defaults.yaml", "isolation: { pepper: \"${KEYTURN_PEPPER}\" }\n")
        }
        let prod = try world.addEnvironment("prod")
        try await world.expectConvergence()
        let staging = try world.addEnvironment("staging")
        try copy(prod, to: staging)
        var files: [String] = []
        for place in [prod, staging] {
            let export = try await world.keyturn("isolation", "export", "-e", place.name)
            #expect(export.exitCode == 0, "\(export)")
            let id = try prod.database.execute("SELECT id FROM user_mcp_api_keys").first?.first ?? nil
            #expect(!export.output.contains(try #require(id)), "a row's id was told")
            files.append("tmp/\(place.name).json")
            try world.write("tmp/\(place.name).json", export.output)
        }
        let check = try await world.keyturn(["isolation", "check"] + files.map(world.path))
        #expect(check.exitCode == 1, "\(check)")
        #expect(check.output.contains(" of prod\n"), "\(check)")
        #expect(check.output.contains("1 copied key."), "\(check)")
        #expect(!check.output.contains("shared key"), "\(check)")
    }

    private func copy(_ origin: Place, to copy: Place) throws {
        try Data(contentsOf: URL(fileURLWithPath: origin.database.name)).write(
            to: URL(fileURLWithPath: copy.database.name)
        )
    }
}
