import Model
import TestSupport
import Testing

@testable import Stores

/// What `{stored}` in a profile's `onEnd` stands for.
struct EndedTextsTests {
    private static let everywhere =
        DescribedTable.everywhere.filter { $0.0.profile.stored.scheme != .plain }
        + [(.langfuse, .postgreSQLBySQL), (.langfuse, .sqliteDashed)]

    private func asking(_ table: DescribedTable) -> DescribedTable {
        var profile = table.profile
        profile.onEnd = Hook(arguments: ["redis-cli", "DEL", "key:{stored}"], timeout: .seconds(60), folder: "/")
        return DescribedTable(
            testDescription: table.testDescription,
            profile: profile,
            postgreSQL: table.postgreSQL,
            sqlite: table.sqlite,
            owner: table.owner,
            values: table.values,
            pepper: table.pepper
        )
    }

    @Test(arguments: everywhere)
    func `rows that are ended tell what their column holds, as it is there`(
        table: DescribedTable,
        kind: SeedDatabase.Kind
    ) async throws {
        let table = asking(table)
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let (first, second, other) = (table.key(), table.key(), table.key())
        try await store.issue([first, second, other], owners: [], at: now)
        let row = try #require(
            try await store.observe(owners: [table.declared]).keys.first {
                $0.fingerprint.digits == first.fingerprint.digits
            }
        ).id
        let held = try held(table, on: database)
        let endings = KeyEndings(deactivated: [row, row + "0"], deactivatedKeys: [second.fingerprint])
        let ended = try await store.end(endings, at: now).texts
        #expect(ended.byRow.keys.sorted() == [row])
        let texts = [try #require(ended.byRow[row])] + (ended.byKey[second.fingerprint] ?? [])
        #expect(texts.count == 2 && Set(texts).isSubset(of: held) && Set(texts).count == 2)
        #expect(texts.allSatisfy { $0.hasPrefix(table.profile.stored.prefix.prefix { $0 != "{" }) })
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `nothing is read where no command asks for it`(kind: SeedDatabase.Kind) async throws {
        let table = DescribedTable.proxy
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let key = table.key()
        try await store.issue([key], owners: [], at: now)
        #expect(try await store.end(KeyEndings(deactivatedKeys: [key.fingerprint]), at: now).texts == EndedTexts())
    }

    /// Everything in the key's column; bytes in hexadecimal.
    private func held(_ table: DescribedTable, on database: SeedDatabase) throws -> Set<String> {
        let column = "\"\(table.profile.stored.column)\""
        let isBytes = table.profile.stored.encoding == .bytes
        let text = !isBytes ? column : database.kind.isPostgreSQL ? "encode(\(column), 'hex')" : "lower(hex(\(column)))"
        let name = table.profile.table
        let place = (name.schema.map { "\"\($0)\"." } ?? "") + "\"\(name.name)\""
        return Set(try database.execute("SELECT \(text) FROM \(place)").compactMap { $0[0] })
    }
}
