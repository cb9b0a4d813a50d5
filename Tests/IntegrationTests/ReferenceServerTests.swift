internal import FlyingSocks
internal import Foundation
internal import Model
internal import ReferenceServer
internal import TestSupport
internal import Testing

/// The server that other tests rely on behaves as the seed's was seen to, and as each quirk says.
@Suite(.unlessItHangs) struct ReferenceServerTests {
    static let engines: [SeedDatabase.Kind] = [
        .postgreSQLByORM, .postgreSQLInOtherZones, .postgreSQLWithZones, .sqliteHex, .sqliteWAL,
    ]

    private let visitor = Visitor()
    private let key = randomKey()
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func place(_ kind: SeedDatabase.Kind = .sqliteWAL) throws -> Place {
        let place = Place(name: "prod", database: try SeedDatabase(kind))
        try place.insertByHand(key)
        return place
    }

    /// Starts a server over a database, with a quirk besides those that were observed, lends it, and stops it.
    private func serve(
        _ place: Place,
        with quirk: Quirk? = nil,
        _ body: (ReferenceServer) async throws -> Void
    ) async throws {
        var configuration = ReferenceServer.Configuration(database: place.database.url)
        configuration.log = folder("server.log")
        configuration.quirks.formUnion([quirk].compactMap(\.self))
        let server = try await ReferenceServer.start(configuration)
        do {
            try await body(server)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }

    private func status(_ server: ReferenceServer, _ path: String, _ key: String? = nil) async throws -> Int {
        try await visitor.get(server.url + path, key.map { ["X-MCP-API-Key": $0] } ?? [:]).status
    }

    private func log() throws -> String { try TestProcess.run(["cat", folder("server.log")]) }

    private func lastUse(_ place: Place) throws -> Instant? {
        let rows = try place.database.execute(
            """
            SELECT \(place.database.utc("last_used_at")) FROM user_mcp_api_keys
            WHERE api_key = \(place.database.literal(key))
            """
        )
        return (rows.first?.first ?? nil).flatMap { Instant(text: $0) }
    }

    // MARK: As observed

    @Test(arguments: engines)
    func `a live key is accepted from either header, and its use is noted in UTC`(_ kind: SeedDatabase.Kind)
        async throws
    {
        let place = try place(kind)
        try await serve(place) { server async throws in
            let before = Instant.current
            #expect(try lastUse(place) == nil)
            for headers in [["X-MCP-API-Key": key], ["Authorization": "Bearer \(key)"]] {
                let status = try await visitor.get(server.url + "/providers/sync/status", headers)
                #expect(status.status == 200, "\(status)")
                let stream = try await visitor.get(server.url + "/sse", headers)
                #expect(stream.status == 200 && stream.headers["content-type"] == "text/event-stream", "\(stream)")
                #expect(stream.body.hasPrefix("event: endpoint\ndata: "), "\(stream)")
            }
            let use = try #require(try lastUse(place))
            #expect(use >= before && use <= .current)
            #expect(server.answers.map(\.status) == [200, 200, 200, 200])
            #expect(server.answers.allSatisfy { $0.fingerprint == Fingerprint(of: Secret(text: key)) })
            #expect(try log().contains("[UserContext] Creating user-scoped MCP server for user: "))
        }
    }

    /// What is done to the row, with `NOW` as an hour ago in UTC.
    static let deaths = [
        "DELETE FROM user_mcp_api_keys", "UPDATE user_mcp_api_keys SET is_active = false",
        "UPDATE user_mcp_api_keys SET is_active = NULL", "UPDATE user_mcp_api_keys SET expires_at = NOW",
        "UPDATE user_mcp_api_keys SET api_key = upper(api_key)",
        "UPDATE user_mcp_api_keys SET api_key = api_key || ' '",
    ]

    @Test(arguments: engines, deaths)
    func `a change of the row holds for the next request: 500 on streams, 401 elsewhere`(
        _ kind: SeedDatabase.Kind,
        _ death: String
    ) async throws {
        let place = try place(kind)
        try await serve(place) { server async throws in
            #expect(try await status(server, "/sse", key) == 200)
            let hourAgo = place.database.time(.current - .seconds(3_600))
            try place.database.execute(death.replacing("NOW", with: hourAgo))
            let stream = try await visitor.get(server.url + "/sse", ["X-MCP-API-Key": key])
            #expect(stream.status == 500 && stream.body.contains("401"), "\(stream)")
            #expect(stream.headers["content-type"] == "application/json")
            #expect(try await status(server, "/providers/sync/status", key) == 401)
        }
    }

    @Test(arguments: engines) func `an end in the future is none yet`(_ kind: SeedDatabase.Kind) async throws {
        let place = try place(kind)
        let end = place.database.time(.current + .seconds(3_600))
        try place.database.execute("UPDATE user_mcp_api_keys SET expires_at = \(end)")
        try await serve(place) { server async throws in #expect(try await status(server, "/sse", key) == 200) }
    }

    @Test func `no key and keys of another shape are refused where keys are checked, and nowhere else`() async throws {
        try await serve(try place()) { server async throws in
            for headers in [[:], ["X-MCP-API-Key": ""], ["Authorization": key], ["Authorization": "Basic \(key)"]] {
                #expect(try await visitor.get(server.url + "/sse", headers).status == 500)
                #expect(try await visitor.get(server.url + "/providers/sync/status", headers).status == 401)
                #expect(try await visitor.get(server.url + "/health", headers).status == 200)
                #expect(try await visitor.get(server.url + "/tools", headers).status == 200)
            }
            #expect(try await status(server, "/elsewhere", key) == 404)
            #expect(try !log().contains(key))
        }
    }

    @Test func `a stream continues until the client hangs up, whatever becomes of its key`() async throws {
        let place = try place()
        try await serve(place) { server async throws in
            try await visitor.open(server.url + "/sse", ["X-MCP-API-Key": key]) { answer, next async throws in
                #expect(answer.status == 200)
                try place.database.execute("UPDATE user_mcp_api_keys SET is_active = 0")
                for _ in 0..<3 { #expect(try await next()?.hasPrefix(": ping") == true) }
                #expect(server.openSessions == 1)
            }
            #expect(try await status(server, "/sse", key) == 500)
            try await eventually("the session ends") { server.openSessions == 0 }
        }
    }

    @Test func `a server that stops ends its sessions, and no one listens there any more`() async throws {
        try await serve(try place()) { server async throws in
            try await visitor.open(server.url + "/sse", ["X-MCP-API-Key": key]) { answer, next async throws in
                #expect(answer.status == 200)
                await server.stop()
                // Ended or cut off: over it is.
                while let text = try? await next() { #expect(text.hasPrefix(": ping")) }
            }
            #expect(server.openSessions == 0)
            // Not by asking there: the system may have given the port to another test, whose server answers nothing.
            try await eventually("the port is free") { try isFree(server.url) }
        }
    }

    @Test func `with the database down all are refused, and accepted when it is back`() async throws {
        let place = try place(.postgreSQLBySQL)
        let (database, admin) = (place.database.name, try PostgreSQLClient(PostgreSQLCluster.shared().url("postgres")))
        func setUp(_ isUp: Bool) throws {
            try admin.rows("ALTER DATABASE \(database) ALLOW_CONNECTIONS \(isUp)")
            if !isUp {
                try admin.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)'")
            }
        }
        try await serve(place) { server async throws in
            #expect(try await status(server, "/sse", key) == 200)
            try setUp(false)
            #expect(try await status(server, "/sse", key) == 500)
            #expect(try await status(server, "/providers/sync/status", key) == 401)
            #expect(try await status(server, "/health", key) == 200)
            server.change { $0.quirks.remove(.refusesWithoutDatabase) }
            #expect(try await status(server, "/sse", key) == 503)
            try setUp(true)
            #expect(try await status(server, "/sse", key) == 200)
        }
    }

    private func isFree(_ url: String) throws -> Bool {
        let port = try #require(URLComponents(string: url)?.port.flatMap { UInt16(exactly: $0) })
        let socket = try Socket(domain: AF_INET)
        defer { try? socket.close() }
        try socket.setValue(true, for: .localAddressReuse)
        do {
            try socket.bind(to: .inet(ip4: "127.0.0.1", port: port))
            try socket.listen()
            return true
        } catch SocketError.failed(_, EADDRINUSE, _) {
            return false
        }
    }

    // MARK: Quirks

    @Test func `without quirks a refusal is a plain 401 everywhere`() async throws {
        try await serve(try place()) { server async throws in
            server.change { $0.quirks = [] }
            #expect(try await status(server, "/sse", randomKey()) == 401)
            #expect(try await status(server, "/sse") == 401)
            #expect(try await status(server, "/sse", key) == 200)
        }
    }

    @Test func `who names a user and no key is let in only where the header is trusted`() async throws {
        try await serve(try place()) { server async throws in
            #expect(try await visitor.get(server.url + "/sse", ["X-User-ID": "anyone"]).status == 200)
            #expect(try log().contains("[UserContext] Creating user-scoped MCP server for user: anyone"))
            let both = ["X-User-ID": "anyone", "X-MCP-API-Key": randomKey()]
            #expect(try await visitor.get(server.url + "/sse", both).status == 500)
            server.change { $0.quirks.remove(.trustsUserHeader) }
            #expect(try await visitor.get(server.url + "/sse", ["X-User-ID": "anyone"]).status == 500)
        }
    }

    @Test func `today's version lets in whoever names a user in the query, and asks for no key where tools are called`()
        async throws
    {
        let posts = ["/tools/call", "/tools/list", "/meetings", "/messages"]
        try await serve(try place()) { server async throws in
            #expect(try await status(server, "/sse?user_id=anyone") == 200)
            #expect(try await status(server, "/sse?api_key=\(key)") == 200)
            #expect(try await status(server, "/sse?api_key=\(randomKey())") == 500)
            for path in posts { #expect(try await visitor.post(server.url + path, "{}").status == 200) }
            server.change { $0.quirks = [] }
            #expect(try await status(server, "/sse?user_id=anyone") == 401)
            for path in posts { #expect(try await visitor.post(server.url + path, "{}").status == 401) }
        }
    }

    @Test func `the seed's version logs nothing of a key`() async throws {
        try await serve(try place(), with: .logsAsEarlier) { server async throws in
            #expect(try await status(server, "/sse", key) == 200)
            #expect(try await status(server, "/sse", randomKey()) == 500)
            #expect(
                try log() == """
                    [SSE] User identified via API key: \(Place.owner.id)
                    [SSE] Authentication failed: invalid or missing API key

                    """
            )
        }
    }

    @Test func `last use is not noted where no use is kept`() async throws {
        let place = try place()
        try await serve(place, with: .keepsNoLastUse) { server async throws in
            #expect(try await status(server, "/sse", key) == 200)
            #expect(try lastUse(place) == nil)
        }
    }

    /// A quirk, what it does not look at, and whether it still refuses a key that was made up and none at all.
    static let blindness: [(Quirk, String, acceptsMadeUp: Bool, acceptsNone: Bool)] = [
        (.acceptsEndedKeys, "expires_at = '2026-01-01 00:00:00'", false, false),
        (.acceptsInactiveKeys, "is_active = 0", false, false),
        (.acceptsInactiveKeys, "is_active = NULL", false, false),
        (.acceptsAnyKey, "is_active = 0", true, false),
        (.acceptsEverybody, "is_active = 0", true, true),
    ]

    @Test(arguments: blindness)
    func `a server that does not look accepts what it should not`(
        _ quirk: Quirk,
        _ change: String,
        _ acceptsMadeUp: Bool,
        _ acceptsNone: Bool
    ) async throws {
        let place = try place()
        try place.database.execute("UPDATE user_mcp_api_keys SET \(change)")
        try await serve(place) { server async throws in
            #expect(try await status(server, "/sse", key) == 500)
            server.change { $0.quirks.insert(quirk) }
            #expect(try await status(server, "/sse", key) == 200)
            #expect(try await status(server, "/sse", randomKey()) == (acceptsMadeUp ? 200 : 500))
            #expect(try await status(server, "/sse") == (acceptsNone ? 200 : 500))
        }
    }

    @Test func `a session ends with its key where revoking ends sessions`() async throws {
        let place = try place()
        try await serve(place, with: .endsSessionsOnRevocation) { server async throws in
            try await visitor.open(server.url + "/sse", ["X-MCP-API-Key": key]) { answer, next async throws in
                #expect(try await next()?.hasPrefix(": ping") == true)
                try place.database.execute("UPDATE user_mcp_api_keys SET is_active = 0")
                while try await next() != nil {}
            }
            #expect(server.openSessions == 0)
        }
    }

    @Test func `a stream may end after its first event`() async throws {
        try await serve(try place(), with: .endsStreams) { server async throws in
            try await visitor.open(server.url + "/sse", ["X-MCP-API-Key": key]) { answer, next async throws in
                #expect(answer.body.hasPrefix("event: endpoint"))
                #expect(try await next() == nil)
            }
        }
    }

    @Test func `a stream may send nothing at all, and stay open`() async throws {
        try await serve(try place(), with: .sendsNoEvent) { server async throws in
            let silent = Task { try await visitor.get(server.url + "/sse", ["X-MCP-API-Key": key]) }
            try await eventually("the session opens") { server.openSessions == 1 }
            silent.cancel()
            await #expect(throws: (any Error).self) { try await silent.value }
        }
    }

    @Test func `a redirect leads to another path, or to another server`() async throws {
        try await serve(try place(), with: .redirects) { server async throws in
            let moved = try await visitor.get(server.url + "/sse", ["X-MCP-API-Key": key])
            #expect(moved.status == 307 && moved.headers["location"] == "/moved/sse", "\(moved)")
            #expect(try await status(server, "/moved/sse", key) == 200)
            #expect(try await status(server, "/moved/sse", randomKey()) == 500)
            server.change { $0.redirectBase = "http://127.0.0.1:9" }
            let away = try await visitor.get(server.url + "/sse", ["X-MCP-API-Key": key])
            #expect(away.headers["location"] == "http://127.0.0.1:9/sse", "\(away)")
        }
    }

    @Test func `a refusal may repeat the key that was sent`() async throws {
        try await serve(try place(), with: .repeatsKeys) { server async throws in
            let made = randomKey()
            let answer = try await visitor.get(server.url + "/sse", ["X-MCP-API-Key": made])
            #expect(answer.body.contains(made))
            #expect(try log().contains(made))
        }
    }

    @Test func `a slow server takes its time`() async throws {
        try await serve(try place()) { server async throws in
            server.change { $0.delay = .milliseconds(300) }
            let start = ContinuousClock.now
            #expect(try await status(server, "/health") == 200)
            // No less, on however fast a machine.
            #expect(ContinuousClock.now - start >= .milliseconds(300))
        }
    }

    // MARK: As processes

    @Test func `a process of its own behaves alike, with the quirks that it is given`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod", .postgreSQLByORM)
        try place.insertByHand(key)
        let server = try await ReferenceProcess(world, place, quirks: ["acceptsEndedKeys"])
        let end = place.database.time(.current - .seconds(3_600))
        try place.database.execute("UPDATE user_mcp_api_keys SET expires_at = \(end)")
        #expect(try await visitor.get(server.url + "/sse", ["X-MCP-API-Key": key]).status == 200)
        let rejected = randomKey()
        #expect(try await visitor.get(server.url + "/sse", ["X-MCP-API-Key": rejected]).status == 401)
        #expect(
            try server.lines() == [
                "[UserContext] Creating user-scoped MCP server for user: \(Place.owner.id)",
                "[AuthManager] Invalid API key: \(rejected.prefix(10))...", "Error in SSE endpoint: 401",
            ]
        )
        try server.end()
    }

    @Test(arguments: [true, false])
    func `a consumer says whether it has a key, and what became of each request`(_ hasKey: Bool) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        try place.insertByHand(key)
        try world.write("\(place.output)/backend.env", hasKey ? "PM_MCP_API_KEY=\(key)\n" : "LOG_LEVEL=info\n")
        try await serve(place) { server async throws in
            let consumers = try Consumers(world, of: place, server: server.url)
            let number = try consumers.startForgotten()
            try await eventually("twenty requests") { try consumers.outcomes(of: number).count >= 20 }
            try await consumers.end()
            let log = try consumers.log(of: number)
            #expect(
                log.hasPrefix(
                    hasKey
                        ? "[PM-CHAT] Adding MCP API key to headers for backend authentication\n"
                        : "[MCPSync] PM_MCP_API_KEY not set! Requests may fail authentication.\n"
                )
            )
            #expect(!log.contains(key))
            let outcomes = try consumers.outcomes(of: number)
            #expect(outcomes.allSatisfy { $0.isAccepted == hasKey }, "\(outcomes.map(\.line))")
            #expect(outcomes.contains { $0.line.hasSuffix("/sse") })
            let fingerprint = hasKey ? Fingerprint(of: Secret(text: key)).description : "-"
            #expect(outcomes.allSatisfy { $0.fingerprint == fingerprint })
        }
    }
}
