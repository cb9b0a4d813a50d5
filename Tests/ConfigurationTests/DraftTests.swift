import Configuration
import Diagnostics
import Model
import Testing

/// What is left for checks of a file that has errors.
struct DraftTests {
    @Test func `a file without errors is its own draft`() async throws {
        let loaded = try #require(await load(prod: Sample.prod).environments.first)
        #expect(loaded.draft?.identities.map(\.name) == ["backend"])
        #expect(loaded.draft?.output == loaded.environment?.output)
    }

    @Test(arguments: [
        ("sqlite:../deploy/prod.sqlite", "mysql:x"), ("output: ../deploy/prod\n", ""),
        ("output: ../deploy/prod", "output: /"),
        ("environment: prod", "environment: dev"), ("00000000-0000-0000-0000-000000000000", "1"),
        ("      email: system@backend\n", ""), ("bytes: 32", "bytes: 1"), ("every: 30d", "every: 30"),
        ("    owner:\n      id", "    owners: {}\n    owner:\n      id"),
    ])
    func `an error elsewhere leaves every delivery in the draft`(good: String, bad: String) async throws {
        let loaded = try #require(await load(prod: Sample.prod(good, bad)).environments.first)
        #expect(loaded.environment == nil)
        let identity = try #require(loaded.draft?.identities.first)
        #expect(identity.name == "backend")
        #expect(
            identity.deliveries.map(\.file) == [
                "compose.keyturn.yaml", "backend.env", "secrets/pm_mcp_api_key", "nginx.conf",
            ]
        )
        #expect(identity.deliveries[1].location.line >= 21)
    }

    @Test func `a delivery that cannot be read is left out of the draft`() async throws {
        let loaded = try #require(
            await load(prod: Sample.prod("dotenv: backend.env", "dotenv: ../x")).environments.first
        )
        #expect(loaded.environment == nil)
        #expect(
            loaded.draft?.identities[0].deliveries.map(\.file)
                == ["compose.keyturn.yaml", "secrets/pm_mcp_api_key", "nginx.conf"]
        )
    }

    @Test func `an identity whose name cannot be shown is left out of the draft`() async throws {
        let loaded = try #require(await load(prod: Sample.prod("  backend:\n", "  -backend:\n")).environments.first)
        #expect(loaded.draft?.identities.isEmpty == true)
    }

    @Test func `environments that share a folder have drafts`() async {
        let loaded = await load([
            "environments/a.yaml": Sample.prod("environment: prod", "environment: a"),
            "environments/b.yaml": Sample.prod("environment: prod", "environment: b"),
            "templates/a.mustache": "{{key}}",
        ])
        #expect(loaded.environments.map(\.hasErrors) == [true, true])
        #expect(loaded.environments.map(\.draft?.name) == ["a", "b"])
    }

    @Test(arguments: ["", "- a\n", "a: [\n", "a: !!binary b\n"])
    func `a file that is not a map has no draft`(text: String) async {
        #expect(await load(prod: text).environments.map { $0.draft == nil } == [true])
    }
}
