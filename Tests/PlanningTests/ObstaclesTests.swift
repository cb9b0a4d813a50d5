import Diagnostics
import Model
import State
import Testing

@testable import Planning

/// What a catalog says, judged without a database.
@Suite struct ObstaclesTests {
    private func keys(_ change: (inout StoreSchema.Table) -> Void) -> [Obstacle] {
        var table = StoreSchema.Table(.keys, name: "keys")
        let roles: [(String, StoreSchema.Role)] = [
            ("id", .keyID), ("user_id", .keyOwner), ("api_key", .key), ("name", .keyName), ("is_active", .isActive),
            ("expires_at", .expiresAt), ("created_at", .createdAt),
        ]
        table.columns = roles.map { StoreSchema.Column($0, role: $1) }
        change(&table)
        return Obstacles.all(in: StoreSchema(role: "keyturn", tables: [table]), for: Scene().view.environment)
    }

    @Test(arguments: [
        (["user_id", "name"], nil as String?, true), (["user_id"], "is_active", true),
        (["user_id"], "(is_active = true)", true), (["user_id", "lower(name)"], "is_active IS TRUE", true),
        (["user_id", "name"], "expires_at IS NULL", true), (["name"], nil, true),
        (["user_id", "name", "is_active"], nil, true),
        (["api_key"], nil, false), (["user_id", "api_key"], nil, false), (["user_id", "created_at"], nil, false),
        (["user_id", "name"], "NOT is_active", false), (["user_id"], "(is_active = false)", false),
        (["user_id"], "name = 'admin'", false), (["user_id"], "expires_at IS NOT NULL", false),
        (["is_active"], "is_active AND name = 'x'", false),
    ])
    func `a unique index stands in the way where two live keys of an identity would meet in it`(
        _ parts: [String],
        _ predicate: String?,
        _ isObstacle: Bool
    ) {
        let found = keys { $0.uniques = [StoreSchema.Unique("rule", parts, predicate: predicate)] }
        #expect(found.map(\.summary).contains { $0.contains("rule") } == isObstacle)
    }

    @Test func `an exclusion over times forbids the overlap, a unique index over them does not`() {
        let parts = ["user_id", "tsrange(created_at, expires_at)"]
        #expect(keys { $0.uniques = [StoreSchema.Unique("rule", parts, isExclusion: true)] }.count == 1)
        #expect(keys { $0.uniques = [StoreSchema.Unique("rule", parts)] }.isEmpty)
    }

    @Test func `a column is judged by what is written into it`() {
        func obstacles(_ name: String, _ change: (inout StoreSchema.Column) -> Void) -> [String] {
            keys { table in
                guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return }
                change(&table.columns[index])
            }.map(\.summary)
        }
        #expect(obstacles("api_key") { $0.length = 67 }.count == 1)
        #expect(obstacles("api_key") { $0.length = 68 }.isEmpty)
        #expect(obstacles("name") { $0.length = keyName.count - 1 }.count == 1)
        #expect(obstacles("name") { $0.length = keyName.count }.isEmpty)
        #expect(obstacles("expires_at") { $0.isNullable = false }.count == 1)
        #expect(obstacles("created_at") { $0.isNullable = false }.isEmpty)
        #expect(obstacles("created_at") { $0.isGenerated = true }.count == 1)
    }

    @Test func `a column that no one writes needs a default or NULL`() {
        func count(_ change: (inout StoreSchema.Column) -> Void) -> Int {
            keys { table in
                var column = StoreSchema.Column("tenant")
                column.isNullable = false
                change(&column)
                table.columns.append(column)
            }.count
        }
        #expect(count { _ in } == 1)
        #expect(count { $0.hasDefault = true } == 0)
        #expect(count { $0.isGenerated = true } == 0)
        #expect(count { $0.isNullable = true } == 0)
    }
}
