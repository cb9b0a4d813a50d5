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
        #expect(served.map(\.name) == [ShippedProfiles.standard])
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
            ({ @Sendable (profile: inout Profile) in profile.stored.scheme = .sha256 }, ["`stored.scheme: sha256`"]),
            ({ @Sendable (profile: inout Profile) in profile.expires = nil }, ["no `expires`"]),
            (
                { @Sendable (profile: inout Profile) in profile.only = [ColumnValue(column: "kind", value: .null)] },
                ["`only`"]
            ),
            ({ @Sendable (profile: inout Profile) in profile.delays.ended = .seconds(60) }, ["`effectiveAfter`"]),
            ({ @Sendable (profile: inout Profile) in profile.nameColumn?.isUnique = true }, ["`name.unique`"]),
            (
                { @Sendable (profile: inout Profile) in profile.table = TableName("auth.keys") ?? profile.table },
                ["a schema in `table`"]
            ),
            ({ @Sendable (profile: inout Profile) in profile.owner?.creates = nil }, ["no `owner.creates`"]),
        ] as [(@Sendable (inout Profile) -> Void, [String])]
    )
    func `what is not served is named, never left out`(change: @Sendable (inout Profile) -> Void, parts: [String])
        throws
    {
        var profile = try #require(ShippedProfiles.profile(ShippedProfiles.standard))
        change(&profile)
        #expect(StoreProfile.serving(profile) == .failure(StoreProfile.NotServed(parts: parts)))
    }
}
