internal import Model
internal import TestSupport
internal import Testing

/// URLs as they come from applications and from mounted files.
@Suite(.unlessItHangs) struct DatabaseURLTests {
    private let world: World

    init() throws {
        world = try World()
        try world.makeFolder("deploy")
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed], ["%\n", "%\r\n", " %  "])
    func `white space around a URL from a mounted file is none of it`(
        _ kind: SeedDatabase.Kind,
        _ form: String
    ) async throws {
        let place = try world.addEnvironment("prod", kind)
        world.setURL(place, form.replacing("%", with: place.urlText))
        try await world.expectConvergence()
        #expect(try place.accepted().count == 1)
    }

    @Test(arguments: ["schema=public", "connection_limit=5&pgbouncer=true"])
    func `a driver's parameter is named with what to write instead, and the URL is not shown`(
        _ query: String
    ) async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        world.setURL(place, place.urlText + "&" + query)
        for verb in [["plan"], ["doctor"], ["apply", "--yes"]] {
            let run = try await world.keyturn(verb)
            #expect(run.exitCode == 1)
            #expect(run.errorCodes == ["database-url"], "\(run)")
            #expect(run.errors.contains("libpq does not support "), "\(run)")
            for parameter in query.split(separator: "&") {
                #expect(run.errors.contains("`\(parameter.prefix { $0 != "=" })`"), "\(run)")
            }
        }
    }

    @Test func `one connection only is reported as that`() async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        let role = "role_\(randomUUID().prefix(8))"
        let password = randomKey(prefix: "pw")
        world.keepSecret(password)
        try place.database.execute(
            """
            CREATE ROLE \(role) LOGIN PASSWORD '\(password)' CONNECTION LIMIT 1;
            GRANT SELECT, INSERT, UPDATE ON users, user_mcp_api_keys TO \(role)
            """
        )
        world.setURL(place, try PostgreSQLCluster.shared().url(place.database.name, role: role, password: password))
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1)
        #expect(apply.errorCodes == ["connection-limit"], "\(apply)")
        #expect(!apply.errors.contains("check that the server runs"), "\(apply)")
    }
}
