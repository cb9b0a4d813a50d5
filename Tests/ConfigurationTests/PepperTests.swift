import Configuration
import Diagnostics
import Model
import Testing

/// `isolation.pepper`.
struct PepperTests {
    private static let pepper = "sixteen letters!"

    private func load(_ value: String, variables: [String: String] = ["PEPPER": pepper]) async -> LoadedConfiguration {
        await ConfigurationTests.load(
            prod: Sample.prod("identities:\n", "isolation:\n  pepper: \(value)\nidentities:\n"),
            variables: variables
        )
    }

    @Test(arguments: ["${PEPPER}", "\"${PEPPER}\"", "${HALF}${HALF}"])
    func `it comes from variables`(_ value: String) async {
        let loaded = await load(value, variables: ["PEPPER": Self.pepper, "HALF": "12345678"])
        #expect(loaded.diagnostics == [])
        let expected = value.contains("HALF") ? "1234567812345678" : Self.pepper
        #expect(loaded.environments[0].environment?.pepper == Pepper(Secret(text: expected)))
    }

    @Test func `without one there is none`() async {
        #expect(await ConfigurationTests.load(prod: Sample.prod).environments[0].environment?.pepper == nil)
    }

    @Test(arguments: [
        "a sentence that is a pepper", "\"a sentence that is a pepper\"", "${PEPPER:-a sentence that is a pepper}",
        "${PEPPER}sentence", "'a sentence that is a pepper'", "|\n    a sentence that is a pepper",
        "\n    a sentence that is a pepper",
    ])
    func `one that is in the file is refused, and in no message`(_ value: String) async {
        let loaded = await load(value)
        #expect(loaded.diagnostics.map(\.code) == ["pepper-in-file"])
        #expect(loaded.environments[0].environment == nil)
        let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        #expect(!text.contains("sentence"))
        #expect(!loaded.diagnostics.json.pretty.contains("sentence"))
    }

    @Test func `one that can be guessed is refused`() async {
        let loaded = await load("${PEPPER}", variables: ["PEPPER": "fifteen letters"])
        #expect(loaded.diagnostics.map(\.code) == ["weak-pepper"])
        #expect(await load("${PEPPER}", variables: ["PEPPER": ""]).diagnostics.hasErrors)
        #expect(await load("${PEPPER}", variables: [:]).diagnostics.map(\.code) == ["missing-variable"])
    }

    @Test func `a draft has it, whatever else is wrong`() async {
        let text = Sample.prod("identities:\n", "isolation: { pepper: \"${PEPPER}\" }\nidentities:\n")
            .replacing("sqlite:../deploy/prod.sqlite", with: "${NOWHERE}")
        let loaded = await ConfigurationTests.load(prod: text, variables: ["PEPPER": Self.pepper])
        #expect(loaded.diagnostics.map(\.code) == ["missing-variable"])
        #expect(loaded.environments[0].draft?.pepper == Pepper(Secret(text: Self.pepper)))
    }
}
