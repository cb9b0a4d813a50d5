import Configuration
import Model
import Testing

/// The example at the top of the repository, which the demo runs.
struct ShippedExampleTests {
    private var folder: String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/environments"
    }

    @Test func `the shipped example is valid without any variable`() async throws {
        let loaded = await ConfigurationLoader(directory: folder, variables: [:]).load()
        #expect(loaded.diagnostics == [])
        #expect(loaded.environments.map(\.name) == ["dev", "prod", "staging"])
        for environment in loaded.environments {
            let identities = try #require(environment.environment?.identities)
            #expect(identities.map(\.name) == ["backend"])
            #expect(identities[0].deliveries.count == 4)
        }
        let rotations = loaded.environments.compactMap { $0.environment?.identities.first?.rotation }
        #expect(Set(rotations).count == 3)
    }

    @Test func `a variable puts an environment onto PostgreSQL`() async {
        let loaded = await ConfigurationLoader(
            directory: folder,
            variables: ["PROD_DATABASE_URL": "postgresql:///prod"]
        ).load()
        #expect(loaded.environments[1].environment?.database == .postgresql(Secret(text: "postgresql:///prod")))
        #expect(loaded.environments[2].environment?.database.description == "SQLite")
    }
}
