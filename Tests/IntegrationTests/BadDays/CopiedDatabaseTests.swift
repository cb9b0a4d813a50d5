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

        let isolation = try await world.keyturn("isolation")
        #expect(isolation.exitCode == 1, "\(isolation)")
        #expect(isolation.output.contains("followed by a read-only server: prod and staging"), "\(isolation)")

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

        // The night's restore: staging's own keys are gone, and nothing is done there until somebody asks.
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

    private func copy(_ origin: Place, to copy: Place) throws {
        try Data(contentsOf: URL(fileURLWithPath: origin.database.name)).write(
            to: URL(fileURLWithPath: copy.database.name)
        )
    }
}
