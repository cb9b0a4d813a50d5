import Configuration
import Diagnostics
import Model
import Planning
import Testing

/// `_policy.yaml`.
struct PolicyTests {
    private func load(_ text: String, variables: [String: String] = [:]) async -> LoadedConfiguration {
        func environment(_ name: String) -> String {
            Sample.prod.replacing("environment: prod", with: "environment: \(name)")
                .replacing("/prod", with: "/\(name)")
        }
        return await ConfigurationTests.load(
            [
                "environments/prod.yaml": environment("prod"), "environments/staging.yaml": environment("staging"),
                "environments/dev.yaml": environment("dev"), "templates/a.mustache": "x",
                "environments/_policy.yaml": text,
            ],
            variables: variables
        )
    }

    private static let sample = """
        rules:
          max-rotation-interval: { default: 90d, prod: 30d }
          min-overlap:           { default: 1h, prod: 24h }
          require-expiry:        { prod: true }
          min-key-bits:          256
          require-tls:           { staging: require, prod: verify-full }
          require-adoption:      { prod: true }
          require-verify:        { prod: true }
          rotation-windows-only: { prod: true }
          distinct-owners:       { severity: warn }
          distinct-databases:    { prod: { severity: warn } }
          allowed-consumers:     { prod: { backend: [api, worker] } }
          forbid-unmanaged-keys: { prod: { severity: error } }
          fragment-not-in-git:   { severity: error }
          promote-through:       [dev, staging, prod]
        exceptions:
          - { rule: max-rotation-interval, address: prod/legacy, until: 2027-03-31, reason: "vendor client reads keys at build time", approved-by: platform }

        """

    @Test func `every rule is read as it is written`() async throws {
        let loaded = await load(Self.sample)
        #expect(loaded.diagnostics == [])
        #expect(loaded.policy.rules.map(\.rule) == PolicyRules.names.filter { Self.sample.contains("  \($0):") })
        #expect(loaded.policy.rules.count == 14)
        let set = { (rule: String, environment: String) in
            loaded.policy.setting(rule)?.assignment(for: environment).map { "\($0.value) \($0.severity)" }
        }
        #expect(set("max-rotation-interval", "prod") == "30d error")
        #expect(set("max-rotation-interval", "dev") == "90d error")
        #expect(set("require-expiry", "dev") == nil)
        #expect(set("require-expiry", "prod") == "true error")
        #expect(set("min-key-bits", "dev") == "256 error")
        #expect(set("require-tls", "staging") == "require error")
        #expect(set("distinct-owners", "dev") == "true warn")
        #expect(set("distinct-databases", "dev") == nil)
        #expect(set("distinct-databases", "prod") == "true warn")
        #expect(set("allowed-consumers", "prod") == "{ backend: [api, worker] } error")
        #expect(set("forbid-unmanaged-keys", "prod") == "true error")
        #expect(set("forbid-unmanaged-keys", "dev") == nil)
        #expect(set("fragment-not-in-git", "dev") == "true error")
        #expect(set("promote-through", "dev") == "[dev, staging, prod] error")
        let exception = try #require(loaded.policy.exceptions.first)
        #expect(exception.address == Address("prod", "legacy"))
        #expect(exception.lapses == Instant(text: "2027-04-01T00:00:00Z"))
        #expect(exception.approvedBy == "platform")
    }

    @Test(
        arguments: [
            ("min-overlap: { value: 1h, severity: warn }", "prod", "1h warn"),
            ("min-overlap: { default: 1h, prod: { severity: warn } }", "prod", "1h warn"),
            ("min-overlap: { default: 1h, prod: { value: 2h, severity: warn } }", "prod", "2h warn"),
            ("min-overlap: { prod: 2h, severity: warn }", "prod", "2h warn"),
            ("min-overlap: { severity: warn, prod: { value: 2h, severity: error } }", "prod", "2h error"),
            ("min-overlap: { default: 1h, prod: null }", "prod", nil),
            ("min-overlap: { default: 1h, prod: null }", "dev", "1h error"), ("min-overlap: null", "prod", nil),
            ("min-overlap: ${OVERLAP}", "prod", "3h error"), ("require-expiry: 90d", "prod", "90d error"),
            ("require-expiry: { default: true, dev: false }", "dev", nil),
            ("require-expiry: { default: 90d, prod: { severity: warn } }", "prod", "90d warn"),
            ("allowed-consumers: { default: { \"*\": [] } }", "prod", "{ \"*\": [] } error"),
            (
                "allowed-consumers: { prod: { value: { api: [a] }, severity: warn } }", "prod",
                "{ api: [a] } warn"
            ), ("allowed-consumers: { prod: { value: [a] } }", "prod", "{ value: [a] } error"),
            ("promote-through: { severity: warn, default: [dev, prod] }", "prod", "[dev, prod] warn"),
        ] as [(String, String, String?)]
    )
    func `values stand for all or one environment, with a severity or without`(
        rule: String,
        environment: String,
        expected: String?
    ) async {
        let loaded = await load("rules:\n  \(rule)\n", variables: ["OVERLAP": "3h"])
        #expect(loaded.diagnostics == [])
        let assignment = loaded.policy.rules.first?.assignment(for: environment)
        #expect(assignment.map { "\($0.value) \($0.severity)" } == expected)
    }

    @Test(arguments: ["", "# nothing yet\n", "rules: {}\n", "exceptions: []\n", "rules: null\n"])
    func `a file without rules is as good as none`(text: String) async {
        let loaded = await load(text)
        #expect(loaded.diagnostics == [])
        #expect(loaded.policy.isEmpty)
    }

    @Test(
        arguments: [
            ("min-overlop: 1h", ["unknown-rule 2:3"]), ("min-overlap: 1x", ["bad-duration 2:16"]),
            ("min-overlap: [1h]", ["wrong-type 2:16"]), ("min-overlap: { severity: warn }", ["missing-field 2:3"]),
            ("min-overlap: {}", ["missing-field 2:3"]),
            ("min-overlap: { prod: { severity: warn } }", ["missing-field 2:24"]),
            ("min-overlap: { default: 1h, value: 2h }", ["duplicate-key 2:31"]),
            ("min-overlap: { default: 1h, severity: fatal }", ["bad-value 2:41"]),
            ("min-overlap: { prod: 1h, prod: 2h }", ["duplicate-key 2:28"]),
            ("min-overlap: { prd: 1h }", ["unknown-environment 2:18"]),
            ("min-overlap: { sandbox: 1h }", ["warning unknown-environment 2:18"]),
            ("min-overlap: { prod: { valeu: 1h } }", ["unknown-field 2:26"]),
            ("min-key-bits: 0", ["bad-value 2:17"]), ("min-key-bits: many", ["bad-value 2:17"]),
            ("require-adoption: yes", ["bad-value 2:21"]), ("require-expiry: 90", ["bad-duration 2:19"]),
            ("require-tls: strict", ["bad-value 2:16"]), ("promote-through: prod", ["wrong-type 2:20"]),
            ("promote-through: [prod]", ["bad-value 2:20"]), ("promote-through: [prod, prod]", ["bad-value 2:20"]),
            ("promote-through: [stagin, prod]", ["unknown-environment 2:21"]),
            ("allowed-consumers: [api]", ["wrong-type 2:22"]),
            ("allowed-consumers: { prod: { backend: api } }", ["wrong-type 2:41"]),
            ("min-overlap: ${NOWHERE}", ["missing-variable 2:16"]),
        ]
    )
    func `what is wrong with a rule is reported with its place`(rule: String, expected: [String]) async {
        #expect(await load("rules:\n  \(rule)\n").found == expected)
    }

    private static func exception(_ fields: String) -> String { "exceptions:\n  - { \(fields) }\n" }

    @Test(
        arguments: [
            (exception("rule: min-overlap, address: prod, until: 2027-03-31"), ["missing-field 2:5"]),
            (exception("rule: min-overlop, address: prod, until: 2027-03-31, reason: r"), ["unknown-rule 2:13"]),
            (exception("rule: min-overlap, address: prod/a/b, until: 2027-03-31, reason: r"), ["bad-value 2:35"]),
            (exception("rule: min-overlap, address: prod, until: 2027-02-29, reason: r"), ["bad-value 2:48"]),
            (exception("rule: min-overlap, address: prod, until: tomorrow, reason: r"), ["bad-value 2:48"]),
            ("exceptions:\n  - prod\n", ["wrong-type 2:5"]), ("exceptions: {}\n", ["wrong-type 1:13"]),
            ("ruls: {}\n", ["unknown-field 1:1"]), ("- x\n", ["wrong-type 1:1"]), ("rules: [\n", ["yaml-syntax 1:8"]),
            ("rules: x\n", ["wrong-type 1:8"]),
        ]
    )
    func `what is wrong with an exception or the file is reported with its place`(text: String, expected: [String])
        async
    {
        #expect(await load(text).found.map { $0.replacing("yaml-syntax 1:10", with: "yaml-syntax 1:8") } == expected)
    }

    @Test(arguments: ["reason", "approved-by"]) func `no key is in a text that plans show`(field: String) async {
        let key = "mcp_" + String(repeating: "0a", count: 32)
        let fields = ["reason": "r", "approved-by": "p"].merging([field: key]) { $1 }
        let text = Self.exception(
            "rule: min-overlap, address: prod, until: 2027-03-31, "
                + fields.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        )
        let loaded = await load(text)
        #expect(loaded.diagnostics.map(\.code) == ["secret-in-reason"])
        let shown = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        #expect(!shown.contains("0a0a"))
    }

    @Test func `a broken policy concerns every environment`() async {
        let loaded = await load("rules:\n  min-overlop: 1h\n")
        #expect(loaded.diagnostics.map(\.address) == [nil])
    }
}
