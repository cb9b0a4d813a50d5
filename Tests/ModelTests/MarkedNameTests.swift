import Testing

@testable import Model

struct MarkedNameTests {
    static let key = Fingerprint(of: Secret(text: "mcp_0123456789abcdef"))

    @Test func `a mark is read as it was written, with and without an expiry`() throws {
        let end = try #require(Instant(text: "2026-11-30T18:59:01Z"))
        for (name, length) in [
            (MarkedName("a (b)", of: Self.key), MarkedName.length),
            (MarkedName("a (b)", of: Self.key, until: end), MarkedName.lengthWithEnd),
            (MarkedName("a (b)", ofRow: "17"), MarkedName.length),
            (MarkedName("a (b)", ofRow: "17", until: end), MarkedName.lengthWithEnd),
        ] {
            #expect(MarkedName(name.text) == name)
            #expect(name.text.utf8.count == "a (b)".utf8.count + length)
        }
        #expect(MarkedName("a", of: Self.key, until: end).text.hasSuffix(" until 2026-11-30T19:00Z)"))
    }

    @Test(arguments: [
        "a", "a (0123456789ab", "a (0123456789aB)", "(0123456789ab)", " (0123456789ab)",
        "a (0123456789ab until 2026-13-30T19:00Z)", "a (0123456789ab until 2026-11-30T19:00)",
        "a (row:0123456)", "a (row:012345678)", "a (row:0123456g)", "a (row:0123456 until 2026-11-30T19:00Z)",
        "a (0123456789ab till  2026-11-30T19:00Z)", "a (0123456789ab until 2026-11-30T19:00Zx)",
    ])
    func `another text has no mark`(text: String) { #expect(MarkedName(text) == nil) }

    @Test(arguments: [(true, true), (false, false)])
    func `an end is believed where the mark is the key's`(isOurs: Bool, isBelieved: Bool) throws {
        let end = try #require(Instant(text: "2026-11-30T19:00Z"))
        let marked = MarkedName("a", of: isOurs ? Self.key : Fingerprint(of: Secret(text: "another")), until: end)
        let row = KeyRow(
            id: "1",
            owner: try #require(OwnerID("00000000-0000-0000-0000-000000000001")),
            markedName: marked.text,
            digest: Self.key,
            isActive: true,
            expiresAt: nil,
            createdAt: nil,
            lastUsedAt: nil
        ).endedByMark()
        #expect(row.expiresAt == (isBelieved ? end : nil))
        // No one but Keyturn ends it: until then it works.
        #expect(row.isLive(at: end + .seconds(3_600)))
        #expect(!row.isEndDue(at: end + .seconds(299)))
        #expect(row.isEndDue(at: end + .seconds(300)) == isBelieved)
    }

    @Test(arguments: [("17", true), ("18", false)])
    func `an end behind a row's mark is believed of that row, and no key is known by it`(id: String, isBelieved: Bool)
        throws
    {
        let end = try #require(Instant(text: "2026-11-30T19:00Z"))
        let digested = DigestedKey(reference: Fingerprint(of: Secret(text: "a digest")), salt: nil, piece: nil)
        let row = KeyRow(
            id: id,
            owner: try #require(OwnerID("00000000-0000-0000-0000-000000000001")),
            markedName: MarkedName("a", ofRow: "17", until: end).text,
            digested: digested,
            isActive: true,
            expiresAt: nil,
            createdAt: nil,
            lastUsedAt: nil
        ).endedByMark()
        #expect(row.name == "a" && row.mark == nil && row.isUnknown && !row.isIssuedByKeyturn)
        #expect(row.expiresAt == (isBelieved ? end : nil))
        #expect(row.markedName("a", until: end) == MarkedName("a", ofRow: id, until: end))
    }

    @Test(arguments: [(RowIDForm.Source.uuid, 0), (.database, 15), (.text(length: 20), 15)])
    func `names of plain keys are marked where the id does not tell our rows`(
        source: RowIDForm.Source,
        length: Int
    ) throws {
        var profile = Profile(name: "p", table: try #require(TableName("k")), stored: StoredForm(column: "h"))
        profile.id = RowIDForm(column: "id", source: source)
        profile.nameColumn = NameColumn(column: "n")
        profile.expires = TimeColumn(column: "e", kind: .timestamptz)
        #expect(profile.markerLength == length)
        profile.expires = nil
        #expect(profile.markerLength == MarkedName.lengthWithEnd)
    }
}
