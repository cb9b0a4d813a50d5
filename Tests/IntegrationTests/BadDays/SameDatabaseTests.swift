internal import Glibc
internal import TestSupport
internal import Testing

/// Two environments over one database, however differently it is spelled: refused, and nothing is written.
@Suite(.unlessItHangs) struct SameDatabaseTests {
    private let world: World

    init() throws { world = try World() }

    private func expectRefusal(_ place: Place, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for verb in [["plan"], ["apply", "--yes"]] {
            let run = try await world.keyturn(
                verb[0],
                verb.count > 1 ? verb[1] : "-vv",
                sourceLocation: sourceLocation
            )
            #expect(run.exitCode == 1, "\(run)", sourceLocation: sourceLocation)
            #expect(run.errorCodes == ["same-database", "same-database"], "\(run)", sourceLocation: sourceLocation)
        }
        #expect(place.keys.isEmpty, sourceLocation: sourceLocation)
        #expect(world.files(below: "deploy").isEmpty, sourceLocation: sourceLocation)
    }

    @Test(arguments: ["symbolic", "hard"])
    func `a SQLite file and a link to it are one database`(_ kind: String) async throws {
        let prod = try world.addEnvironment("prod")
        let link = "\(prod.database.name)-link"
        #expect(kind == "hard" ? Glibc.link(prod.database.name, link) == 0 : symlink(prod.database.name, link) == 0)
        let staging = try world.addEnvironment("staging")
        world.setURL(staging, "sqlite:\(link)")
        try await expectRefusal(prod)
    }

    @Test(arguments: ["127.0.0.1", "localhost"], ["keyturn", "another role"])
    func `a PostgreSQL database by its socket and by TCP is one database`(_ host: String, _ role: String) async throws {
        let prod = try world.addEnvironment("prod", .postgreSQLBySQL)
        let password = "p4ss-\(randomUUID())"
        let name = "role_\(randomUUID().prefix(8))"
        world.keepSecret(password)
        let rights = role == "keyturn" ? "SUPERUSER" : "NOSUPERUSER"
        try prod.database.execute(
            """
            CREATE ROLE \(name) LOGIN \(rights) PASSWORD '\(password)';
            GRANT SELECT, INSERT, UPDATE ON users, user_mcp_api_keys TO \(name)
            """
        )
        let staging = try world.addEnvironment("staging")
        let cluster = try PostgreSQLCluster.shared()
        world.setURL(
            staging,
            "postgresql://\(name):\(password)@\(host):\(cluster.port)/\(prod.database.name)?hostaddr=127.0.0.1"
        )
        try await expectRefusal(prod)
    }

    @Test func `two databases of one server are two`() async throws {
        try world.addEnvironment("prod", .postgreSQLBySQL)
        try world.addEnvironment("staging", .postgreSQLBySQL)
        try await world.expectConvergence()
    }
}
