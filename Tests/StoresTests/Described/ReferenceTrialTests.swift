import Model
import TestSupport
import Testing

@testable import Stores

/// What only an insert would tell, told before.
struct ReferenceTrialTests {
    private static func table(_ column: String, _ change: (inout Profile) -> Void) -> DescribedTable {
        var profile = DescribedTable.texts.profile
        change(&profile)
        let columns = DescribedTable.texts.sqlite.dropLast(1)
        let plans =
            "CREATE TABLE plans (id INTEGER PRIMARY KEY, code TEXT UNIQUE); INSERT INTO plans VALUES (1, 'small');"
        return DescribedTable(
            testDescription: "references",
            profile: profile,
            postgreSQL: plans
                + DescribedTable.texts.postgreSQL.dropLast(1) + ", \(column))",
            sqlite: plans + columns + ", \(column))"
        )
    }

    private static let cases: [(column: String, change: @Sendable (inout Profile) -> Void, isRefused: Bool)] = [
        ("plan INTEGER NOT NULL DEFAULT 5 REFERENCES plans (id)", { _ in }, true),
        ("plan INTEGER NOT NULL DEFAULT 1 REFERENCES plans (id)", { _ in }, false),
        ("plan INTEGER REFERENCES plans", { _ in }, false),
        ("plan INTEGER REFERENCES plans", { $0.values = [ColumnTemplate(column: "plan", value: .number("7"))] }, true),
        ("plan INTEGER REFERENCES plans", { $0.values = [ColumnTemplate(column: "plan", value: .number("1"))] }, false),
        (
            "plan TEXT REFERENCES plans (code)", { $0.values = [ColumnTemplate(column: "plan", value: .text("big"))] },
            true
        ),
        (
            "plan TEXT REFERENCES plans (code)",
            { $0.values = [ColumnTemplate(column: "plan", value: .text("small"))] },
            false
        ),
    ]

    @Test(arguments: cases.indices, [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a foreign key that a new row would violate is told`(_ place: Int, kind: SeedDatabase.Kind) async throws {
        let (column, change, isRefused) = Self.cases[place]
        let table = Self.table(column, change)
        let database = try table.database(kind)
        let store = try table.store(on: database)
        #expect(try await store.observe(owners: [table.declared]).schema?.hasConditions == true)
        let trial = RowTrial(identity: "backend", owner: table.declared, key: table.key(), end: now + .seconds(60))
        let found = try await store.objections(to: [trial, trial], at: now)[.keys] ?? []
        #expect(found.contains { $0.kind == .reference && $0.write == .insert } == isRefused, "\(found)")
        if isRefused { #expect(found.first?.identities == ["backend", "backend"]) }
        withExtendedLifetime(database) {}
    }

    @Test(arguments: [
        ("note TEXT NOT NULL DEFAULT NULL", false), ("note TEXT NOT NULL DEFAULT (NULL)", false),
        ("note TEXT NOT NULL DEFAULT 'NULL'", true), ("note TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP", true),
        ("note TEXT NOT NULL DEFAULT ''", true),
    ])
    func `a default of NULL is none in SQLite`(column: String, hasDefault: Bool) async throws {
        let table = Self.table(column) { _ in }
        let database = try table.database(.sqliteDashed)
        let schema = try await table.store(on: database).observe(owners: [table.declared]).schema
        #expect(schema?.tables.first?.columns.first { $0.name == "note" }?.hasDefault == hasDefault)
        withExtendedLifetime(database) {}
    }
}
