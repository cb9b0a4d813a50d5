import Configuration
import Model
import Testing

@testable import Stores

struct ServedProfileTests {
    @Test func `the shipped profile of PM MCP Server is the tables that are served today`() throws {
        let profile = try #require(ShippedProfiles.profile(ShippedProfiles.standard))
        #expect(try StoreProfile.serving(profile).get() == .pmMCPServer)
    }

    @Test func `only what is served is said to be`() throws {
        let served = ShippedProfiles.all.filter { shipped in
            ShippedProfiles.profile(shipped.name).map { (try? StoreProfile.serving($0).get()) != nil } ?? false
        }
        #expect(
            Set(served.map(\.name)) == [
                ShippedProfiles.standard, "django-oauth-toolkit", "drf-api-key", "gitea", "langfuse", "litellm", "n8n",
                "outline",
                "plausible", "sanctum", "strapi", "unleash",
            ]
        )
    }

    @Test func `a table of the same shape is served under its own names`() throws {
        var profile = try #require(ShippedProfiles.profile(ShippedProfiles.standard))
        profile.name = "shop"
        profile.table = try #require(TableName("keys"))
        profile.nameColumn = NameColumn(column: "label")
        let served = try StoreProfile.serving(profile).get()
        #expect(served.keys.table == "keys")
        #expect(served.keys.name == "label")
        #expect(served.sessionsEnd == nil)
    }

    @Test(
        arguments: [
            (
                { @Sendable (profile: inout Profile) in
                    profile.expires = nil
                    profile.nameColumn = nil
                    profile.used = nil
                    profile.id?.source = .database
                },
                ["neither `expires` nor `name` where the database makes ids: nothing tells when a key was replaced"]
            )
        ] as [(@Sendable (inout Profile) -> Void, [String])]
    )
    func `what is not served is named, never left out`(change: @Sendable (inout Profile) -> Void, parts: [String])
        throws
    {
        var profile = try #require(ShippedProfiles.profile(ShippedProfiles.standard))
        profile.alsoAccepts = nil
        change(&profile)
        #expect(StoreProfile.serving(profile) == .failure(StoreProfile.NotServed(parts: parts)))
    }
}
