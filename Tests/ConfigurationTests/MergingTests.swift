import Configuration
import Diagnostics
import Model
import Testing

struct MergingTests {
    private static let defaults = """
        identities:
          backend:
            owner: { id: 00000000-0000-0000-0000-000000000000, email: system@backend, name: Backend }
            key: { name: Key, prefix: mcp_ }
            rotation: { every: 30d, overlap: 48h }
            deliver:
              - { compose: api, variable: A }
              - { dotenv: b.env, variable: A }
        """

    private static let head = "environment: prod\ndatabase: { url: \"sqlite:x\" }\noutput: ../deploy/prod\n"

    private func load(_ own: String, defaults: String = defaults) async -> LoadedConfiguration {
        await ConfigurationTests.load([
            "environments/_defaults.yaml": defaults, "environments/prod.yaml": Self.head + own,
        ])
    }

    @Test func `an identity of the defaults is in every environment`() async throws {
        let loaded = await load("")
        #expect(loaded.diagnostics == [])
        let identity = try #require(loaded.environments[0].environment?.identities.first)
        #expect(identity.location.description == "environments/_defaults.yaml:2:3")
        #expect(identity.deliveries[1].location.description == "environments/_defaults.yaml:8:9")
    }

    @Test func `maps merge and scalars replace, each at its own place`() async throws {
        let loaded = await load("identities: { backend: { rotation: { every: 7d } } }\n")
        let identity = try #require(loaded.environments[0].environment?.identities.first)
        #expect(identity.rotation == Rotation(every: .seconds(604_800), overlap: .seconds(172_800)))
        #expect(identity.location.description == "environments/prod.yaml:4:15")
        #expect(identity.owner.name == "Backend")
    }

    @Test func `lists replace`() async throws {
        let loaded = await load("identities: { backend: { deliver: [{ compose: web, variable: B }] } }\n")
        let identity = try #require(loaded.environments[0].environment?.identities.first)
        #expect(identity.deliveries.map(\.target) == [.compose(service: "web", variable: "B")])
    }

    @Test func `an explicit null removes`() async throws {
        let without = await load("identities: { backend: { rotation: ~ } }\n")
        #expect(without.environments[0].environment?.identities.first?.rotation == Rotation())
        let none = await load("identities: { backend: null }\n")
        #expect(none.environments[0].environment?.identities.isEmpty == true)
        let required = await load("identities: { backend: { owner: null } }\n")
        #expect(required.found == ["missing-field 4:15"])
    }

    @Test func `identities of both files are there, in the order of names`() async throws {
        let own = """
            identities:
              zebra: { owner: { id: 00000000000000000000000000000001, email: z, name: Z }, key: { name: K }, deliver: [{ compose: a, variable: B }] }
              ant: { owner: { id: 00000000000000000000000000000002, email: a, name: A }, key: { name: K }, deliver: [{ compose: a, variable: B }] }

            """
        let loaded = await load(own)
        #expect(loaded.environments[0].environment?.identities.map(\.name) == ["ant", "backend", "zebra"])
    }

    @Test func `an error in the defaults is reported once, for every environment`() async {
        let loaded = await ConfigurationTests.load([
            "environments/_defaults.yaml": Self.defaults.replacing("30d", with: "30x"),
            "environments/prod.yaml": Self.head,
            "environments/dev.yaml": "environment: dev\ndatabase: { url: \"sqlite:y\" }\noutput: ../deploy/dev\n",
        ])
        #expect(loaded.found == ["bad-duration 5:24"])
        #expect(loaded.diagnostics.first?.address == nil)
        #expect(loaded.environments.allSatisfy { $0.hasErrors })
    }

    @Test func `where the defaults cannot be read nothing seems to be missing`() async {
        let loaded = await load("identities: { backend: { rotation: { every: 7x } } }\n", defaults: "a: [\n")
        #expect(loaded.found == ["yaml-syntax 1:4", "bad-duration 4:45"])
        #expect(loaded.environments[0].hasErrors)
    }

    @Test func `an environment's name cannot be given by the defaults`() async {
        let loaded = await load("", defaults: "environment: prod\nidentities: {}\n")
        #expect(loaded.found == ["misplaced-field 1:1"])
    }
}
