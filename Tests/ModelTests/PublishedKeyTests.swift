import Diagnostics
import Testing

@testable import Model

@Suite struct PublishedKeyTests {
    private static let key = Fingerprint(of: Secret(text: "a key of this test"))
    private static let published = PublishedKey(fingerprint: key, place: "a public place")
    private static let location = SourceLocation(file: "environments/_revoked.yaml", line: 2, column: 5)

    @Test func `the key of the seed's own default configuration is in the list, with where it stands`() throws {
        let key = try #require(PublishedKey.all.first { $0.fingerprint.description == "47fb9dc837dd" })
        #expect(key.place.contains("phancao/Project-Management-Agent"))
        #expect(key.place.contains("PM_MCP_API_KEY"))
        #expect(RevocationList().ban(of: key.fingerprint) == .published(key))
    }

    @Test func `every entry stands once and says where`() {
        #expect(Set(PublishedKey.all.map(\.fingerprint)).count == PublishedKey.all.count)
        #expect(PublishedKey.all.allSatisfy { !$0.place.isEmpty })
    }

    @Test func `a published key is banned, any other is not`() {
        let list = RevocationList(published: [Self.published])
        #expect(list.ban(of: Self.key) == .published(Self.published))
        #expect(list.ban(of: Self.key)?.location == nil)
        #expect(list.ban(of: Fingerprint(of: Secret(text: "another"))) == nil)
        #expect(RevocationList(published: []).isEmpty && !list.isEmpty)
    }

    @Test(arguments: [12, 13, 40, 64])
    func `an entry of any length names the key that begins so, and no other`(_ digits: Int) {
        func entry(_ fingerprint: String) -> RevocationList.Entry {
            RevocationList.Entry(
                fingerprint: fingerprint,
                date: "2026-11-20",
                reason: "leaked",
                location: Self.location
            )
        }
        let hit = entry(String(Self.key.hex.prefix(digits)))
        let other =
            String(Self.key.hex.prefix(digits - 1)) + (Self.key.hex.dropFirst(digits - 1).first == "0" ? "1" : "0")
        #expect(RevocationList([hit], published: []).ban(of: Self.key) == .listed(hit))
        #expect(RevocationList([entry(other)], published: []).ban(of: Self.key) == nil)
        #expect(RevocationList([hit], published: [Self.published]).ban(of: Self.key) == .listed(hit))
    }

    @Test func `digits make the fingerprint that they came from`() {
        #expect(Fingerprint(hex: Self.key.hex) == Self.key)
        #expect(Fingerprint(hex: Self.key.hex.uppercased()) == nil)
        #expect(Fingerprint(hex: Self.key.hex.dropLast()) == nil)
    }
}
