import Model
import TestSupport
import Testing

@testable import Stores

/// Ids that are drawn before rows are written.
struct NumberingTests {
    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `ids are drawn once, and the database goes on behind them`(kind: SeedDatabase.Kind) async throws {
        let database = try DescribedTable.numbered.database(kind)
        let insert = "INSERT INTO own_keys (digest, made) VALUES ('x', '2026-01-01 00:00:00') RETURNING id"
        let first = try #require(try database.execute(insert).first?.first.flatMap(\.self))
        let store = try DescribedTable.numbered.store(on: database)
        let drawn = try await store.reserveRowIDs(3)
        let others = try await store.reserveRowIDs(2)
        let last = try #require(try database.execute(insert).first?.first.flatMap(\.self))
        let all = [first] + drawn + others + [last]
        #expect(all.compactMap { Int($0) } == Array(1...7))
        #expect(try await store.reserveRowIDs(0).isEmpty)
    }

    @Test func `what a column's default draws from is what is drawn from`() async throws {
        var table = DescribedTable.numbered
        table = DescribedTable(
            testDescription: table.testDescription,
            profile: table.profile,
            postgreSQL: "CREATE SEQUENCE others START 500;"
                + table.postgreSQL.replacing("GENERATED ALWAYS AS IDENTITY", with: "DEFAULT nextval('others')"),
            sqlite: table.sqlite
        )
        let database = try table.database(.postgreSQLBySQL)
        let store = try table.store(on: database)
        #expect(try await store.reserveRowIDs(2) == ["500", "501"])
    }

    @Test(arguments: [
        (SeedDatabase.Kind.postgreSQLBySQL, "GENERATED ALWAYS AS IDENTITY", false),
        (.postgreSQLBySQL, "", true), (.sqliteDashed, "INTEGER PRIMARY KEY", false),
        (.sqliteDashed, "INT PRIMARY KEY", true), (.sqliteDashed, "INTEGER PRIMARY KEY DESC", true),
    ])
    func `a table that numbers nothing is known by its catalog`(
        kind: SeedDatabase.Kind,
        numbering: String,
        isRefused: Bool
    ) async throws {
        let described = DescribedTable.numbered
        let table = DescribedTable(
            testDescription: described.testDescription,
            profile: described.profile,
            postgreSQL: described.postgreSQL.replacing("GENERATED ALWAYS AS IDENTITY", with: numbering),
            sqlite: described.sqlite.replacing("INTEGER PRIMARY KEY AUTOINCREMENT", with: numbering)
        )
        let database = try table.database(kind)
        let store = try table.store(on: database)
        let seen = try await store.observe(owners: [table.declared])
        let column = try #require(seen.schema?.tables.first?.columns.first { $0.name == "id" })
        #expect(column.isDrawn && column.isNumbered == !isRefused)
        if isRefused { await #expect(throws: StoreError.self) { try await store.reserveRowIDs(1) } }
        withExtendedLifetime(database) {}
    }

    @Test func `a number that SQLite does not reserve is the next, until a row has it`() async throws {
        let described = DescribedTable.numbered
        let table = DescribedTable(
            testDescription: described.testDescription,
            profile: described.profile,
            postgreSQL: described.postgreSQL,
            sqlite: described.sqlite.replacing(" AUTOINCREMENT", with: "")
        )
        let database = try table.database(.sqliteDashed)
        let store = try table.store(on: database)
        #expect(try await store.reserveRowIDs(2) == ["1", "2"])
        try database.execute("INSERT INTO own_keys (digest, made) VALUES ('x', '2026-01-01 00:00:00')")
        #expect(try await store.reserveRowIDs(2) == ["2", "3"])
        try database.execute("UPDATE own_keys SET id = 9223372036854775807")
        await #expect(throws: StoreError.self) { try await store.reserveRowIDs(1) }
    }
}
