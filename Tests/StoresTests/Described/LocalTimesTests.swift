import Model
import TestSupport
import Testing

@testable import Stores

/// Columns that show what the clock on a wall shows.
struct LocalTimesTests {
    private static let kinds = [SeedDatabase.Kind.postgreSQLBySQL, .postgreSQLInOtherZones, .sqliteDashed]

    @Test(arguments: kinds)
    func `what is written is the time in the zone, whatever the session's zone is`(kind: SeedDatabase.Kind) async throws
    {
        let table = DescribedTable.local
        let database = try table.database(kind)
        let store = try table.store(on: database)
        // Summer, and winter.
        let made = try #require(Instant(text: "2027-07-01T10:00:00Z"))
        let end = try #require(Instant(text: "2027-12-01T10:00:00Z"))
        try await store.issue([table.key(createdAt: made, expiresAt: end)], owners: [], at: made)
        let row = try database.execute("SELECT made, ends FROM local_keys")
        #expect(row.first?[0]?.hasPrefix("2027-07-01 12:00:00") == true, "\(row)")
        #expect(row.first?[1]?.hasPrefix("2027-12-01 11:00:00") == true, "\(row)")
        let found = try #require(try await store.observe(owners: [table.declared]).keys.first)
        #expect(found.createdAt == made && found.expiresAt == end)
        #expect(found.isLive(at: end - .seconds(1)) && !found.isLive(at: end + .seconds(1)))
        try database.execute("UPDATE local_keys SET used = '2027-07-01 12:30:00'")
        let used = try #require(try await store.observe(owners: [table.declared]).keys.first)
        #expect(used.lastUsedAt == made + .seconds(1_800))
    }

    /// On 2027-10-31 at 01:00 UTC the clocks go from 03:00 back to 02:00.
    @Test(arguments: kinds, ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2027-10-31T00:59:59Z"])
    func `an end in the hour that comes twice is written once, and is not earlier`(
        kind: SeedDatabase.Kind,
        text: String
    )
        async throws
    {
        let table = DescribedTable.local
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let end = try #require(Instant(text: text))
        let start = end - .seconds(86_400)
        let (old, new) = (table.key(createdAt: start), table.key(createdAt: start, expiresAt: end))
        try await store.issue([old, new], owners: [], at: start)
        let rows = try await store.observe(owners: [table.declared]).keys
        let row = try #require(rows.first { $0.fingerprint == old.fingerprint })
        let ends = KeyEndings(ends: [KeyEnd(row: row.id, end: end)])
        #expect(try await store.end(ends, at: start).retired == 1)
        #expect(try await store.end(ends, at: start).retired == 0)
        for found in try await store.observe(owners: [table.declared]).keys {
            let late = try #require(found.expiresAt) - end
            #expect(late == .zero || late == .seconds(3_600), "\(late)")
        }
    }
}
