internal import TestSupport
internal import Testing

/// Promise 3 for a key that someone writes where another text belongs: on the command line, in YAML.
@Suite(.unlessItHangs) struct KeyAsArgumentTests {
    private let world: World

    init() throws {
        world = try World()
        try world.makeFolder("audit")
        try world.addEnvironment("prod")
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: ../audit/prod.jsonl }\n")
    }

    /// Keys of the lengths that there are, each with how it begins.
    private static let keys = ["mcp_": 64, "": 22, "sk-": 28, "mcp-": 18].map { prefix, digits in
        (prefix: prefix, digits: digits)
    }.sorted { $0.digits < $1.digits }

    private func key(_ shape: (prefix: String, digits: Int)) -> String {
        // Of both letters and digits, so that none looks like a word.
        shape.prefix + String(randomKey(prefix: "").prefix(shape.digits - 4)) + "a7B9"
    }

    /// No more of a key than a mask leaves.
    private func expectMasked(_ key: String, in run: Run, sourceLocation: SourceLocation = #_sourceLocation) {
        let shown = run.output + run.errors
        let pieces = (0...(key.count - 12)).map { key.dropFirst($0).prefix(12) }
        let isMasked = !pieces.contains { shown.contains($0) }
        let arguments = run.arguments.map { $0.replacing(key, with: "KEY") }
        #expect(isMasked, "\(arguments) prints it", sourceLocation: sourceLocation)
    }

    @Test func `a key in the place of any text of any command is printed nowhere`() async throws {
        let places = try CommandTree(try await world.keyturn("--experimental-dump-help").output).textPlaces
        #expect(places.count > 100)
        let keys = Self.keys.map(key)
        for key in keys { world.keepSecret(key) }
        for (index, place) in places.enumerated() {
            let key = keys[index % keys.count]
            let rest = Array(repeating: "prod/backend", count: place.required)
            let forms =
                switch place.option {
                case nil: [[key], [key, key], ["prod/\(key)"]]
                case let option? where option.hasPrefix("--"): [rest + [option, key], rest + ["\(option)=\(key)"]]
                case let option?: [rest + [option, key]]
                }
            for form in forms {
                expectMasked(key, in: try await world.keyturn(place.command + form))
            }
        }
        for key in keys {
            for arguments in [
                [key], ["help", key], ["plan", "--\(key)"], ["plan", "--\(key)=1"], ["plan", "-\(key)"],
            ] {
                expectMasked(key, in: try await world.keyturn(arguments))
            }
        }
    }

    @Test func `a key in the reason of an exception is masked in what is said of policy`() async throws {
        for shape in Self.keys {
            let key = key(shape)
            try world.write(
                "environments/_policy.yaml",
                """
                rules:
                  min-overlap: 1h
                exceptions:
                  - rule: min-overlap
                    address: prod/backend
                    until: 2999-12-31
                    reason: it has \(key)
                    approved-by: \(key)
                """
            )
            for arguments in [["validate"], ["plan", "--format", "json"], ["plan"], ["policy", "list"]] {
                expectMasked(key, in: try await world.keyturn(arguments))
            }
        }
    }

    @Test func `a key that is the reason or the note of what is done is masked wherever that is kept`() async throws {
        for shape in Self.keys {
            let key = key(shape)
            world.keepSecret(key)
            for arguments in [
                ["plan", "--out", "saved.plan", "--note", "made for \(key)"], ["show", "saved.plan"],
                ["show", "saved.plan", "--format", "markdown"], ["apply", "saved.plan", "--yes", "--reason", key],
                ["rotate", "prod/backend", "--now", "--reason", "leak of \(key)", "--yes"],
                ["revoke", "prod/backend", "--reason", "'\(key)'", "--yes"], ["audit", "show"],
                ["audit", "show", "--format", "json"], ["plan", "--format", "json"],
            ] {
                expectMasked(key, in: try await world.keyturn(arguments))
            }
        }
    }

    @Test(arguments: [
        ("{ compose: api, variable: PM_MCP_API_KEY }", "{ compose: api, variable: KEY }"),
        ("{ compose: api, variable: PM_MCP_API_KEY }", "{ compose: KEY, variable: PM_MCP_API_KEY }"),
        ("{ dotenv: backend.env,", "{ dotenv: KEY,"), ("{ dotenv: backend.env,", "{ dotenv: x/KEY.env,"),
        ("dotenv: backend.env, variable: PM_MCP_API_KEY", "dotenv: backend.env, variable: KEY"),
        ("secret: pm_mcp_api_key", "secret: KEY"), ("name: Backend Service }", "name: KEY }"),
        ("email: system@backend", "email: KEY@backend"), ("email: system@backend", "email: a@KEY"),
        ("environment: prod", "environment: KEY"), ("name: Backend Service API Key", "name: KEY"),
        ("  backend:", "  KEY:"), ("url: ${PROD_DATABASE_URL}", "url: postgresql://KEY/x"),
        ("url: ${PROD_DATABASE_URL}", "url: postgresql://u@KEY.example.org:1/x"),
        ("url: ${PROD_DATABASE_URL}", "url: postgresql://u@localhost:1/KEY"),
        ("url: ${PROD_DATABASE_URL}", "url: ${KEY}"), ("url: ${PROD_DATABASE_URL}", "url: sqlite:KEY"),
        ("output: ../deploy/prod", "output: ../deploy/KEY"), ("path: ../audit/prod.jsonl", "path: ../KEY/a.jsonl"),
        ("audit:", "verify: { url: 'http://KEY.invalid/' }\naudit:"), ("audit:", "forgotten: [KEY]\naudit:"),
        ("audit:", "watch: [ { file: KEY, variables: [A] } ]\naudit:"),
        ("audit:", "watch: [ { file: ../x.env, variables: [KEY] } ]\naudit:"),
        ("audit:", "watch: [ { table: KEY, columns: [KEY] } ]\naudit:"),
        ("audit:", "watch: [ { table: users, columns: [email], ageColumn: KEY, maxAge: 1d } ]\naudit:"),
        ("{ dotenv: backend.env, variable: PM_MCP_API_KEY }", "{ template: KEY, file: a.conf }"),
        ("{ dotenv: backend.env, variable: PM_MCP_API_KEY }", "{ template: ../t, file: KEY }"),
        ("rotation: { overlap: 48h }", "rotation: { every: KEY }"), ("overlap: 48h", "overlap: 48h, cron: KEY"),
    ])
    func `a key in the place of a name in YAML is printed nowhere`(_ place: String, _ text: String) async throws {
        let original = try world.read("environments/prod.yaml")
        #expect(original.contains(place), "\(place)")
        for shape in [Self.keys[0], Self.keys[3]] {
            let key = key(shape)
            for output in ["deploy/prod", "deploy/\(key)"] {
                let own = World.fragments + [key, "x/\(key).env", "secrets/\(key)"]
                world.mayHoldKeys(own.map { "\(output)/\($0)" })
            }
            try world.write(
                "environments/prod.yaml",
                original.replacing(place, with: text.replacing("KEY", with: key), maxReplacements: 1)
            )
            for arguments in [
                ["validate", "-vv"], ["plan", "-vv"], ["plan", "--format", "json"], ["plan", "--format", "markdown"],
                ["status"], ["verify"], ["doctor"], ["forecast"], ["schedule"], ["isolation", "show"],
                ["apply", "--yes", "-vv"], ["plan"], ["status", "--format", "json"], ["audit", "show"],
            ] {
                expectMasked(key, in: try await world.keyturn(arguments))
            }
        }
    }
}
