import Configuration
import Diagnostics
import Model
import Testing

struct ValidConfigurationTests {
    @Test func `a complete environment becomes the values that it declares`() async throws {
        let loaded = await load(prod: Sample.prod)
        #expect(loaded.diagnostics == [])
        let environment = try #require(loaded.environments.first?.environment)
        #expect(environment.name == "prod")
        #expect(environment.database == .sqlite(path: "/repo/deploy/prod.sqlite"))
        #expect(environment.output == "/repo/deploy/prod")
        #expect(environment.outputLocation.description == "environments/prod.yaml:4:9")
        let identity = try #require(environment.identities.first)
        #expect(identity.name == "backend")
        #expect(identity.location.description == "environments/prod.yaml:6:3")
        #expect(identity.owner.id.text == "00000000-0000-0000-0000-000000000000")
        #expect(identity.owner.email == "system@backend")
        #expect(identity.key.name == "Backend Service API Key")
        #expect(identity.key.format == KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex))
        #expect(
            identity.rotation
                == Rotation(every: .seconds(2_592_000), overlap: .seconds(172_800), expires: .seconds(7_776_000))
        )
        #expect(
            identity.deliveries.map(\.target) == [
                .compose(service: "api", variable: "PM_MCP_API_KEY"),
                .dotenv(file: "backend.env", variable: "PM_MCP_API_KEY"),
                .secret(name: "pm_mcp_api_key", service: "api", variable: "PM_MCP_API_KEY_FILE"),
                .template(Template(path: "templates/a.mustache", text: "{{key}}"), file: "nginx.conf"),
            ]
        )
        #expect(identity.deliveries[1].attributes == FileAttributes(mode: 0o640, owner: "app", group: "1000"))
        #expect(identity.deliveries[2].location.description == "environments/prod.yaml:23:9")
    }

    @Test func `what is left out has the documented defaults`() async throws {
        let text = """
            environment: prod
            database: { url: "postgresql:///prod" }
            output: /srv/prod
            identities:
              b:
                owner: { id: 00000000000000000000000000000001, email: a@b, name: A }
                key: { name: K }
                deliver: [{ compose: api, variable: A }]
              a:
                owner: { id: 00000000000000000000000000000002, email: b@b, name: B }
                key: { name: K }
                deliver: [{ compose: api, variable: B }]
            """
        let loaded = await load(prod: text)
        #expect(loaded.diagnostics == [])
        let environment = try #require(loaded.environments.first?.environment)
        #expect(environment.identities.map(\.name) == ["a", "b"])
        #expect(environment.identities[0].key.format == KeyFormat(prefix: "", bytes: 32, encoding: .hex))
        #expect(environment.identities[0].rotation == Rotation())
        #expect(environment.identities[0].deliveries[0].attributes == FileAttributes())
    }

    @Test func `names are data: quotes, line breaks and emoji are kept`() async throws {
        let loaded = await load(
            prod: Sample.prod("name: Backend Service\n", "name: \"O'Brien \\\"x\\\" \\n 🔑\"\n")
        )
        #expect(loaded.diagnostics == [])
        #expect(loaded.environments[0].environment?.identities[0].owner.name == "O'Brien \"x\" \n 🔑")
    }

    @Test func `a text field takes any scalar as it is written`() async {
        let loaded = await load(prod: Sample.prod("name: Backend Service\n", "name: 0x1F\n"))
        #expect(loaded.environments[0].environment?.identities[0].owner.name == "0x1F")
        let yes = await load(prod: Sample.prod("name: Backend Service\n", "name: yes\n"))
        #expect(yes.environments[0].environment?.identities[0].owner.name == "yes")
        let null = await load(prod: Sample.prod("name: Backend Service\n", "name: \"null\"\n"))
        #expect(null.environments[0].environment?.identities[0].owner.name == "null")
    }

    @Test func `an anchor's value stands wherever its alias does`() async throws {
        let loaded = await load(
            prod: Sample.prod("email: system@backend", "email: &who system@backend")
                .replacing("name: Backend Service\n", with: "name: *who\n")
        )
        #expect(loaded.diagnostics == [])
        #expect(loaded.environments[0].environment?.identities[0].owner.name == "system@backend")
    }

    @Test func `a byte order mark, CR LF and harmless tags change nothing`() async {
        let text = "\u{FEFF}" + Sample.prod("bytes: 32", "bytes: !!int 32").replacing("\n", with: "\r\n")
        let loaded = await load(prod: text)
        #expect(loaded.diagnostics == [])
        #expect(loaded.environments[0].environment?.outputLocation.description == "environments/prod.yaml:4:9")
    }

    @Test func `ten thousand identities are read in the order of names`() async throws {
        let loaded = await load(prod: BigFile.text(identities: 10_000))
        #expect(loaded.diagnostics == [])
        let identities = try #require(loaded.environments[0].environment?.identities)
        #expect(identities.count == 10_000)
        #expect(identities[9_999].name == "service-09999")
        #expect(identities[9_999].owner.email == "system@service-09999")
        #expect(identities[9_999].deliveries.count == 2)
    }
}

/// A generated environment of many identities, about 250 bytes each.
enum BigFile {
    static func text(identities count: Int) -> String {
        var text = """
            environment: prod
            database: { url: "sqlite:prod.sqlite" }
            output: ../deploy/prod
            identities:

            """
        for number in 0..<count {
            let digits = String(number)
            let name = "service-" + String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
            let id = String(repeating: "0", count: 12 - digits.utf8.count) + digits
            text += """
                  \(name):
                    owner: { id: 00000000-0000-0000-0000-\(id), email: system@\(name), name: Service }
                    key: { name: Service API Key, prefix: mcp_ }
                    rotation: { every: 30d, overlap: 48h }
                    deliver:
                      - { dotenv: \(name).env, variable: API_KEY }
                      - { compose: \(name), variable: API_KEY }

                """
        }
        return text
    }
}
