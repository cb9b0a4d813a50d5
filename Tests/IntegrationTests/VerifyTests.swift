internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// `keyturn verify`, and what a rotation asks the server, against a real one with real quirks.
@Suite(.unlessItHangs) struct VerifyTests {
    private let world: World
    private let place: Place

    private static let file = "environments/prod.yaml"

    init() async throws {
        world = try World()
        place = try world.addEnvironment("prod", .postgreSQLBySQL, rotation: "{ every: 30d, overlap: 48h }")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
    }

    /// A server as a process of its own, which the environment from now on declares.
    @discardableResult
    private func serve(_ quirks: String...) async throws -> ReferenceProcess {
        // What an earlier one said of itself.
        if world.exists("server/output") { try world.remove("server/output") }
        let server = try await ReferenceProcess(world, place, quirks: ["refusesStreamsWith500"] + quirks)
        var lines = try world.read(Self.file).split(separator: "\n").filter { !$0.contains(" verify:") }
        let index = try #require(lines.firstIndex { $0 == "    deliver:" })
        // Long enough for the slowest machine.
        let tools = "{ path: /tools/call, method: POST, body: '{}' }"
        lines.insert(
            """
                verify: { http: \(server.url)/sse, header: X-MCP-API-Key, bypassHeaders: X-User-ID, timeout: 60s, \
            bypassQuery: user_id=anybody, mustRefuse: [\(tools), { path: /messages, method: POST }] }
            """,
            at: index
        )
        try world.write(Self.file, lines.map { "\($0)\n" }.joined())
        return server
    }

    /// No one listens there any more, and it is not waited for long.
    private func stop(_ server: ReferenceProcess) async throws {
        try server.end()
        try await eventually("the server is gone") {
            let port = server.url.split(separator: ":").last ?? ""
            return try TestProcess.run(["bash", "-c", "(exec 3<>/dev/tcp/127.0.0.1/\(port)) 2>&1 || echo closed"])
                .hasSuffix("closed\n")
        }
        try world.write(Self.file, try world.read(Self.file).replacing("timeout: 60s", with: "timeout: 1s"))
    }

    private struct Report: Decodable {
        let checklists: [List]

        struct List: Decodable {
            let identity: String?
            let checks: [Check]
        }

        struct Check: Decodable {
            let check: String
            let verdict: String
            let detail: String
        }
    }

    /// The checks of the one identity, as `CHECK VERDICT`, apart from those of another kind than `prefix`.
    private func verify(_ prefix: String, exitCode: Int32) async throws -> [String] {
        let run = try await world.keyturn("verify", "prod/backend", "--format", "json")
        #expect(run.exitCode == exitCode, "\(run)")
        let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
        return report.checklists.filter { $0.identity == "backend" }.flatMap(\.checks)
            .filter { $0.check.hasPrefix(prefix) }.map { "\($0.check) \($0.verdict)" }
    }

    /// The tests' cluster logs every parameter, which `verify` does not ignore.
    private func quiet() throws {
        for setting in [
            "log_statement = 'none'", "log_min_duration_statement = -1", "log_parameter_max_length_on_error = 0",
        ] {
            try place.database.execute("ALTER DATABASE \(place.database.name) SET \(setting)")
        }
    }

    @Test func `everything is in order`() async throws {
        try await serve()
        try quiet()
        try place.insertByHand(randomKey(), isActive: false)
        #expect(
            try await verify("s", exitCode: 0) == [
                "store-row pass", "store-active pass", "store-end pass", "store-owner pass", "store-unique pass",
                "server-accepts pass", "server-without-key pass", "server-made-up-key pass", "server-ended-key pass",
                "server-bypass pass", "server-bypass pass", "server-addresses pass", "server-addresses pass",
                "server-last-use pass",
            ]
        )
        #expect(
            try await verify("fragment", exitCode: 0) == [
                "fragment-holds pass", "fragment-format pass", "fragment-mode pass", "fragment-git pass",
                "fragment-shadowed pass",
            ]
        )
        let text = try await world.keyturn("verify")
        #expect(text.exitCode == 0 && text.output.contains("pass     server-accepts"), "\(text)")
    }

    @Test func `without libcurl no server is asked, and the checks say why`() async throws {
        try await serve()
        try world.write("libraries/libcurl.so.4", "no library\n")
        let run = try await world.keyturn("verify", variables: ["LD_LIBRARY_PATH": world.path("libraries")])
        #expect(run.exitCode == 1 && run.output.contains("/libcurl.so.4:"), "\(run)")
    }

    @Test(arguments: [
        ("trustsUserHeader", "server-bypass fail"), ("trustsUserQuery", "server-bypass fail"),
        ("opensTools", "server-addresses fail"), ("acceptsEverybody", "server-without-key fail"),
        ("acceptsAnyKey", "server-made-up-key fail"), ("acceptsInactiveKeys", "server-ended-key fail"),
        ("keepsNoLastUse", "server-last-use warn"), ("endsStreams", "server-accepts pass"),
        ("sendsNoEvent", "server-accepts pass"), ("redirects", "server-accepts fail"),
        ("repeatsKeys", "server-made-up-key pass"),
    ])
    func `each quirk of a server is seen`(_ quirk: String, _ expected: String) async throws {
        // The server's own log is not ours.
        world.mayHoldKeys([ReferenceProcess.log])
        try await serve(quirk)
        try quiet()
        try place.insertByHand(randomKey(), isActive: false)
        let found = try await verify("server", exitCode: expected.hasSuffix("fail") ? 1 : 0)
        #expect(found.contains(expected), "\(found)")
    }

    @Test func `an old fragment, a stale variable in the shell and another env file are reported`() async throws {
        let old = try #require(try world.delivered(to: place).values.first)
        let rotate = try await world.keyturn("rotate", "prod/backend", "--now")
        #expect(rotate.exitCode == 0, "\(rotate)")
        try world.paste(old, into: place)
        world.mayHoldKeys(["deploy/prod/.env"])
        try world.write("deploy/prod/.env", "PM_MCP_API_KEY=\(old)\n")
        world.set("PM_MCP_API_KEY", old)
        let found = try await verify("fragment", exitCode: 1)
        #expect(found.contains("fragment-holds fail"))
        #expect(found.count { $0 == "fragment-shadowed fail" } == 2, "\(found)")
    }

    @Test func `what compose puts before the fragment is reported, as it finds it from there`() async throws {
        try quiet()
        world.mayHoldKeys(["other.env"])
        try world.write("other.env", "PM_MCP_API_KEY=\(randomKey())\n")
        func compose(_ files: String, _ environment: String = "{}") throws {
            try world.write(
                "compose.yaml",
                "services: { web: { env_file: [\(files)], environment: \(environment) } }\n"
            )
        }
        let name = "deploy/prod/backend.env"
        try compose("other.env, \(name)")
        #expect(try await verify("fragment-shadowed", exitCode: 0) == ["fragment-shadowed pass"])
        try compose("\(name), other.env")
        #expect(try await verify("fragment-shadowed", exitCode: 1) == ["fragment-shadowed fail"])
        try compose(name, "{ PM_MCP_API_KEY: }")
        #expect(try await verify("fragment-shadowed", exitCode: 1) == ["fragment-shadowed fail"])
        try world.write("compose.yaml", "services: [")
        #expect(try await verify("fragment-shadowed", exitCode: 0) == ["fragment-shadowed unknown"])
        try compose("link.env, other.env")
        try world.link("link.env", to: name)
        world.mayHoldKeys(["link.env"])
        #expect(try await verify("fragment-shadowed", exitCode: 1) == ["fragment-shadowed fail"])
        try world.write(
            "base.yaml",
            "services: { base: { env_file: \(name), environment: { PM_MCP_API_KEY: other } } }"
        )
        try world.write("compose.yaml", "services: { web: { extends: { file: base.yaml, service: base } } }")
        #expect(try await verify("fragment-shadowed", exitCode: 1) == ["fragment-shadowed fail"])
        try world.write("compose.yaml", "include: [base.yaml]")
        #expect(try await verify("fragment-shadowed", exitCode: 1) == ["fragment-shadowed fail"])
        try world.write("compose.yaml", "services: {}")
        world.set("COMPOSE_FILE", "other.yaml")
        #expect(try await verify("fragment-shadowed", exitCode: 0) == ["fragment-shadowed unknown"])
    }

    @Test func `a server that is not there fails the check of the current key alone`() async throws {
        try await stop(try await serve())
        let found = try await verify("server", exitCode: 1)
        #expect(found.contains("server-accepts fail") && found.contains("server-without-key unknown"), "\(found)")
    }

    @Test func `an address that no one declared is a wrong usage`() async throws {
        for arguments in [
            ["verify", "prod/nobody"], ["verify", "nowhere"], ["verify", "-e", "prod", "prod/backend"],
        ] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 64, "\(run)")
        }
    }

    // MARK: - Logs

    /// Looks for the server's lines of a consumer that was let in, and of one that was not.
    private func expectLogs(_ expected: String, _ rejected: String) throws {
        var lines = try world.read(Self.file).split(separator: "\n").filter { !$0.contains(" logs:") }
        let index = try #require(lines.firstIndex { $0 == "    deliver:" })
        lines.insert(
            "    logs: { file: \(world.path(ReferenceProcess.log)), expect: '\(expected)', reject: '\(rejected)' }",
            at: index
        )
        try world.write(Self.file, lines.map { "\($0)\n" }.joined())
    }

    /// As often as verify and rotations ask, and no one else.
    @Test func `keyturn's own questions are no consumer's, and a consumer's count`() async throws {
        let server = try await serve()
        try quiet()
        try expectLogs("Creating user-scoped", "Invalid API key")
        try place.insertByHand(randomKey(), isActive: false)
        for _ in 0..<2 { #expect(try await verify("logs", exitCode: 1) == ["logs-expect fail", "logs-reject pass"]) }
        let rotate = try await world.keyturn("rotate", "prod/backend", "--now")
        #expect(rotate.exitCode == 0, "\(rotate)")
        for _ in 0..<2 { #expect(try await verify("logs", exitCode: 1) == ["logs-expect fail", "logs-reject pass"]) }

        let current = try #require(try world.delivered(to: place).values.first)
        #expect(try await Visitor().get(server.url + "/sse", ["X-MCP-API-Key": current]).status == 200)
        for _ in 0..<2 { #expect(try await verify("logs", exitCode: 0) == ["logs-expect pass", "logs-reject pass"]) }
        #expect(try await Visitor().get(server.url + "/sse", ["X-MCP-API-Key": randomKey()]).status == 500)
        for _ in 0..<2 { #expect(try await verify("logs", exitCode: 1) == ["logs-expect pass", "logs-reject fail"]) }
    }

    @Test func `where the server does not log by which key it was asked, nothing is proven`() async throws {
        try await serve("logsAsEarlier")
        try quiet()
        try expectLogs("User identified via API key", "Authentication failed")
        #expect(try await verify("logs", exitCode: 1) == ["logs-expect fail", "logs-reject pass"])
        for _ in 0..<2 {
            #expect(try await verify("logs", exitCode: 1) == ["logs-expect unknown", "logs-reject unknown"])
        }
    }

    // MARK: - Rotation

    @Test func `a rotation gives the old key no end before the server accepted the new one`() async throws {
        let old = try #require(place.keys.first)
        try await stop(try await serve())
        let rotate = try await world.keyturn("rotate", "prod/backend", "--now")
        #expect(rotate.exitCode == 1, "\(rotate)")
        #expect(rotate.errors.contains("error[verify-failed]"), "\(rotate)")
        #expect(try place.end(of: old) == nil)
        #expect(try place.accepted().count == 2)
        try world.expectLit(place)

        try await serve("redirects")
        // It is asked again for so long; each answer has as much time.
        try world.write(Self.file, try world.read(Self.file).replacing("timeout: 60s", with: "timeout: 15s"))
        let redirected = try await world.keyturn("rotate")
        #expect(redirected.errors.contains("HTTP 307 is a redirect"), "\(redirected)")
        #expect(try place.end(of: old) == nil)
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 2, "\(plan)")

        try await serve()
        let again = try await world.keyturn("rotate")
        #expect(again.exitCode == 0, "\(again)")
        #expect(try place.end(of: old) != nil)
        try await world.expectOrder()
    }

    @Test func `what is revoked ends, whatever the server says`() async throws {
        let old = try #require(place.keys.first)
        try await stop(try await serve())
        let revoke = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(revoke.exitCode == 0, "\(revoke)")
        #expect(try !place.accepted().contains(old))
    }
}
