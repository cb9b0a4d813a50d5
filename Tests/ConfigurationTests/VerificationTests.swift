import Configuration
import Diagnostics
import Model
import Testing

/// `consumer`, `verify` and `logs`.
struct VerificationTests {
    private func load(_ text: String, variables: [String: String] = [:]) async -> LoadedConfiguration {
        let lines = text.split(separator: "\n").map { "    \($0)\n" }.joined()
        return await ConfigurationTests.load(
            prod: Sample.prod("    key:\n", lines + "    key:\n"),
            variables: variables
        )
    }

    private func identity(_ text: String, variables: [String: String] = [:]) async throws -> Identity {
        let loaded = await load(text, variables: variables)
        #expect(loaded.diagnostics == [])
        return try #require(loaded.environments[0].environment?.identities[0])
    }

    @Test(
        arguments: [
            ("{ docker: pm-backend-api }", [.docker(container: "pm-backend-api")]),
            ("{ compose: api }", [.compose(service: "api")]),
            ("{ process: 4711 }", [.process(.id(4711))]),
            ("{ process: ../run/api.pid }", [.process(.file("/repo/run/api.pid"))]),
            (
                "[{ systemd: api@1.service }, { compose: '${S}' }]",
                [.systemd(unit: "api@1.service"), .compose(service: "s1")]
            ),
        ] as [(String, [Consumer])]
    )
    func `a consumer is one map, or several`(_ text: String, _ expected: [Consumer]) async throws {
        #expect(try await identity("consumer: \(text)", variables: ["S": "s1"]).consumers == expected)
    }

    @Test func `what verify does not say has the defaults of the seed's server`() async throws {
        let probe = try await identity("verify: { http: 'http://localhost:8081/sse', header: X-MCP-API-Key }").probe
        #expect(probe == ServerProbe(url: "http://localhost:8081/sse", credential: .header("X-MCP-API-Key")))
        let bearer = try await identity("verify: { http: '${URL}', bearer: true }", variables: ["URL": "https://h"])
            .probe
        #expect(bearer == ServerProbe(url: "https://h", credential: .bearer))
    }

    @Test func `everything that verify can say is read`() async throws {
        let probe = try await identity(
            """
            verify:
              http: https://localhost/x
              header: X-Key
              bypassHeaders: X-User-ID
              bypassQuery: [user_id=anyone, "a=&b=c"]
              mustRefuse: [{ path: /meetings }, { path: /tools/call, body: "{}" }, { path: /x?y, method: PUT }]
              ca: ../tls/ca.pem
              timeout: 3s
              accepted: { status: [200, 201-204], header: "Content-Type: text/event-stream" }
              refused: [{ status: 401 }, { status: 500, body: ["401", denied] }]
            """
        ).probe
        #expect(
            probe
                == ServerProbe(
                    url: "https://localhost/x",
                    credential: .header("X-Key"),
                    bypassHeaders: ["X-User-ID"],
                    bypassQueries: ["user_id=anyone", "a=&b=c"],
                    mustRefuse: [
                        ServerAddress(path: "/meetings", method: "GET"),
                        ServerAddress(path: "/tools/call", method: "POST", body: "{}"),
                        ServerAddress(path: "/x?y", method: "PUT"),
                    ],
                    authority: "/repo/tls/ca.pem",
                    accepted: AnswerCondition([
                        AnswerCondition.Alternative(
                            statuses: [200...200, 201...204],
                            headers: ["content-type": "text/event-stream"]
                        )
                    ]),
                    refused: AnswerCondition([
                        AnswerCondition.Alternative(statuses: [401...401]),
                        AnswerCondition.Alternative(statuses: [500...500], body: ["401", "denied"]),
                    ]),
                    timeout: .seconds(3)
                )
        )
    }

    @Test func `logs are one map, or several`() async throws {
        let one = try await identity("logs: { file: ../api.log, expect: up }").logs
        #expect(one == [LogExpectation(source: .file("/repo/api.log"), expect: ["up"], reject: [])])
        let two = try await identity("logs: [{ docker: api, reject: [a, b] }, { file: /l, expect: x }]").logs
        #expect(
            two == [
                LogExpectation(source: .docker(container: "api"), expect: [], reject: ["a", "b"]),
                LogExpectation(source: .file("/l"), expect: ["x"], reject: []),
            ]
        )
    }

    @Test(
        arguments: [
            ("consumer: {}", "the entry has none of `docker`, `compose`, `process`, `systemd`"),
            ("consumer: { docker: a, compose: b }", "`compose` cannot be combined with `docker`"),
            ("consumer: { process: 0 }", "is not a valid value of `process`"),
            ("consumer: { systemd: a b }", "is not a valid value of `systemd`"),
            ("verify: { header: X }", "http"),
            ("verify: { http: 'http://h' }", "`verify` does not say how the key is sent"),
            ("verify: { http: 'http://h', header: X, bypassQuery: user_id }", "is not a valid value of `bypassQuery`"),
            ("verify: { http: 'http://h', header: X, bypassQuery: '=x' }", "is not a valid value of `bypassQuery`"),
            ("verify: { http: 'http://h', header: X, mustRefuse: { method: GET } }", "path"),
            ("verify: { http: 'http://h', header: X, mustRefuse: { path: x } }", "is not a valid value of `path`"),
            (
                "verify: { http: 'http://h', header: X, mustRefuse: { path: /x, method: post } }",
                "is not a valid value of `method`"
            ),
            (
                "verify: { http: 'http://h', header: X, bearer: true }",
                "`header` cannot be combined with `bearer: true`"
            ),
            ("verify: { http: 'http://h', header: X, bearer: x }", "x"),
            ("verify: { http: 'http://h#a', header: X }", "is not a valid value of `http`"),
            ("verify: { http: 'http://h', header: X, timeout: 1h }", "`timeout` is too long"),
            ("verify: { http: 'http://h', header: X, bypassHeaders: [x] }", "`bypassHeaders` names x"),
            ("verify: { http: 'http://h', header: X, ca: a.pem }", "`http` is an address without TLS"),
            ("verify: { http: 'http://h', header: X, accepted: {} }", "the condition is empty"),
            ("verify: { http: 'http://h', header: X, accepted: { header: a } }", "is not a valid value of `header`"),
            ("logs: { file: a }", "the entry does not say what to look for in the log"),
            ("logs: { file: a, docker: b, expect: x }", "`docker` cannot be combined with `file`"),
        ]
    )
    func `a mistake is reported at its place`(_ text: String, _ summary: String) async {
        let loaded = await load(text)
        let errors = loaded.diagnostics.filter(\.isError)
        #expect(errors.count == 1)
        #expect(errors.first?.summary.contains(summary) == true, "\(errors.map(\.summary))")
        #expect(errors.first?.location?.line == 11, "\(errors)")
    }

    @Test func `an address with a password is not shown`() async {
        let password = "p4ssw0rd-of-somebody"
        let loaded = await load("verify: { http: 'http://u:\(password)@h/x', header: X }")
        #expect(loaded.diagnostics.count == 1)
        #expect(!"\(loaded.diagnostics)".contains(password))
    }
}
