import Configuration
import Diagnostics
import Testing

/// What comes from variables, and what looks like a secret in a file, is in no message (promise 3).
struct SecrecyTests {
    private static let secret = "Tr0ub4dor"

    private static let fields = [
        "environment: prod", "url: sqlite:../deploy/prod.sqlite", "id: 00000000-0000-0000-0000-000000000000",
        "prefix: mcp_", "bytes: 32", "encoding: hex", "every: 30d", "overlap: 48h", "expires: 90d", "compose: api",
        "dotenv: backend.env", "secret: pm_mcp_api_key", "variable: PM_MCP_API_KEY_FILE", "template: a.mustache",
        "file: nginx.conf", "mode: \"0640\"", "owner: app",
    ]

    @Test(arguments: fields)
    func `a variable's value is in no message`(field: String) async {
        let name = field.prefix { $0 != ":" }
        let loaded = await load(
            prod: Sample.prod(field, name + ": '${SECRET}'"),
            variables: ["SECRET": "/\(Self.secret) :{}/"]
        )
        #expect(loaded.diagnostics.hasErrors)
        let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        #expect(!text.contains(Self.secret))
        #expect(!loaded.diagnostics.json.pretty.contains(Self.secret))
    }

    @Test(arguments: [
        "postgresql://u:Tr0ub4dor@h/d", "postgresql://u:p@Tr0ub4dor@h/d", "postgresql://u:p/Tr0ub4dor@h/d",
        "postgresql://u@h/d?password=Tr0ub4dor", "host=h password=Tr0ub4dor", "\"host=h PassWord = 'x Tr0ub4dor'\"",
        "${URL:-postgresql://u:Tr0ub4dor@h/d}", "mysql://u:Tr0ub4dor@h/d",
    ])
    func `a password in the file is in no message`(url: String) async {
        let loaded = await load(prod: Sample.prod("sqlite:../deploy/prod.sqlite", url))
        #expect(!loaded.diagnostics.isEmpty)
        let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        #expect(text.contains("••••••••"))
        #expect(!text.contains("Tr0ub4dor"))
        #expect(!loaded.diagnostics.json.pretty.contains("Tr0ub4dor"))
    }

    @Test(
        arguments: [
            "  backend:\n", "compose: api", "secret: pm_mcp_api_key", "variable: PM_MCP_API_KEY_FILE",
            "dotenv: backend.env", "file: nginx.conf", "email: system@backend", "name: Backend Service API Key",
            "prefix: mcp_",
            "template: a.mustache",
        ],
        ["mcp_" + String(repeating: "0123456789abcdef", count: 4), "mcp_x7Kp-2QmZ9vR4_tYb8WsLc3"]
    )
    func `a key pasted where a name belongs is refused and shown nowhere`(field: String, key: String) async {
        let name = field.hasPrefix("  backend") ? "  \(key):\n" : field.prefix { $0 != ":" } + ": \(key)"
        let loaded = await load(prod: Sample.prod(field, String(name)))
        #expect(loaded.diagnostics.map(\.code).contains(field.hasPrefix("  backend") ? "bad-name" : "key-in-file"))
        let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        #expect(!text.contains(key))
        #expect(!loaded.diagnostics.json.pretty.contains(key))
    }

    @Test func `a key pasted into the file is in no message`() async {
        let key = "mcp_" + String(repeating: "0123456789abcdef", count: 4)
        for field in ["prefix: mcp_", "encoding: hex", "bytes: 32", "every: 30d", "compose: api", "rotation:"] {
            let name = field.prefix { $0 != ":" }
            let loaded = await load(prod: Sample.prod(field, "\(name): \(key)!"))
            #expect(loaded.diagnostics.hasErrors)
            let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
            #expect(!text.contains(key))
            #expect(!loaded.diagnostics.json.pretty.contains(key))
        }
    }
}
