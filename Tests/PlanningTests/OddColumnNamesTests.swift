import Model
import State
import Testing

@testable import Planning

/// Unique indexes over columns whose names only quotes make names.
@Suite struct OddColumnNamesTests {
    private static let odd = ["a b", "a-b", "it's", "say \"a\"", "a,b", "a(b", "a or b", "Ä (x) AND y"]

    private func verdicts(_ role: StoreSchema.Role, _ name: String, _ parts: [String], _ predicate: String? = nil)
        -> [Obstacle.Need]
    {
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [StoreSchema.Column(name, role: role), StoreSchema.Column("is_active", role: .isActive)]
        table.uniques = [StoreSchema.Unique("rule", parts, predicate: predicate)]
        return Obstacles.all(in: StoreSchema(tables: [table]), for: Scene().view.environment).map(\.need)
    }

    private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    @Test(arguments: odd)
    func `what is in the quotes is one name`(_ name: String) {
        let quoted = Self.quoted(name)
        #expect(verdicts(.keyID, name, [quoted]).isEmpty)
        #expect(verdicts(.keyID, name, ["lower((\(quoted))::text)", "is_active"]).isEmpty)
        #expect(verdicts(.keyOwner, name, [quoted]) == [.issue])
        #expect(verdicts(.keyOwner, name, [quoted, "is_active"]) == [.issue])
        #expect(verdicts(.keyOwner, name, ["lower(\(quoted))"], "is_active") == [.issue])
        #expect(verdicts(.expiresAt, name, ["is_active"], "((\(quoted) IS NULL) AND is_active)") == [.issue])
        #expect(verdicts(.expiresAt, name, ["is_active"], "\(quoted) IS NOT NULL") == [.end])
    }

    @Test func `a text that looks like a name is none`() {
        #expect(verdicts(.keyName, "a b", ["is_active"], "\"a b\" = '\"a b\"'").isEmpty)
        #expect(verdicts(.keyName, "a b", ["is_active"], "\"a b\" = '\(keyName)'") == [.issue])
    }

    @Test func `an index that SQLite made is not told to be dropped`() {
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [StoreSchema.Column("user_id", role: .keyOwner)]
        table.uniques = [StoreSchema.Unique("sqlite_autoindex_keys_1", ["user_id"])]
        let found = Obstacles.all(in: StoreSchema(tables: [table]), for: Scene().view.environment)
        #expect(found.count == 1 && !found[0].fix.contains("drop sqlite_autoindex"), "\(found)")
        #expect(found.allSatisfy { $0.fix.contains("make a new table") })
    }
}
