import Diagnostics
import Model
import Testing

@testable import Planning

@Suite struct DistinctDatabasesTests {
    private func declared(_ name: String, _ table: String, in database: String = "postgresql://h/d") throws
        -> Environment
    {
        let environment = environment(name, identity())
        return Environment(
            name: name,
            database: environment.database,
            databaseLocation: environment.databaseLocation,
            output: environment.output,
            outputLocation: environment.outputLocation,
            identities: environment.identities,
            keyTable: KeyTablePlace(database: database, table: try #require(TableName(table)), isFile: false)
        )
    }

    @Test func `two key tables in one database are objected to in both environments`() throws {
        let found = try found(
            DistinctDatabases.self,
            .flag(true),
            in: declared("dev", "a.keys"),
            declared("prod", "b.keys"),
            declared("staging", "keys", in: "postgresql://h/e")
        )
        #expect(
            found == [
                "dev has its key table in the same database as prod",
                "prod has its key table in the same database as dev",
            ]
        )
    }

    private func planned(_ rule: Policy? = nil, _ tables: (String, String)) -> Plan {
        var (dev, prod) = (Scene(), Scene())
        dev.name = "dev"
        dev.database = "one"
        dev.table = tables.0
        prod.database = "one"
        prod.table = tables.1
        return rule.map { plan([dev, prod], under: $0) } ?? plan(dev, prod)
    }

    @Test func `what servers report of two addresses is warned of, and an error where the rule is set`() {
        let warned = planned(nil, ("1", "2"))
        #expect(warned.diagnostics.filter { $0.code == "one-database" }.map(\.address) == ["dev", "prod"])
        #expect(!warned.diagnostics.contains { $0.isError })
        let refused = planned(policy(DistinctDatabases.self, .flag(true)), ("1", "2"))
        #expect(
            refused.objections == [
                "dev has its key table in the same database as prod",
                "prod has its key table in the same database as dev",
            ]
        )
        #expect(!refused.diagnostics.contains { $0.code == "one-database" })
    }

    @Test func `one key table is an error whatever the rule says`() {
        let found = planned(nil, ("1", "1")).diagnostics
        #expect(found.filter { $0.code == "same-database" }.map(\.address) == ["dev", "prod"])
        #expect(!found.contains { $0.code == "one-database" })
    }
}
