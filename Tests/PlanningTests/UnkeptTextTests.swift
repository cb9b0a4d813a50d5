import Model
import State
import Testing

@testable import Planning

/// Texts of which SQLite would make numbers.
@Suite struct UnkeptTextTests {
    private func obstacles(
        _ role: StoreSchema.Role,
        _ affinity: ColumnAffinity?,
        _ change: (inout StoreSchema.Column) -> Void = { _ in }
    ) -> [String] {
        var column = StoreSchema.Column("c", role: role, type: "STRING")
        column.isDescribed = true
        column.affinity = affinity
        change(&column)
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [column]
        return Obstacles.all(in: StoreSchema(tables: [table]), for: Scene().view.environment).map(\.summary)
    }

    @Test func `a column whose texts may look like numbers holds texts`() {
        let said =
            "the column keys.c has the type STRING, and SQLite makes a number of a text that looks like one: 0081 becomes 81"
        for affinity in [ColumnAffinity.numeric, .integer, .real] {
            #expect(obstacles(.other, affinity) { $0.mayBeNumber = true } == [said])
        }
        for affinity in [ColumnAffinity.text, .blob, nil] {
            #expect(obstacles(.other, affinity) { $0.mayBeNumber = true }.isEmpty)
        }
        #expect(obstacles(.other, .numeric).isEmpty)
    }

    @Test(arguments: [
        (ProfileValue.text("007"), false), (.text("1e3"), false), (.text("7"), true), (.text("service"), true),
        (.number("1.50"), true), (.number("12345678901234567890"), false), (.bool(true), true), (.json("[1]"), true),
    ])
    func `a value is judged as it is`(value: ProfileValue, isKept: Bool) {
        #expect(obstacles(.other, .numeric) { $0.constants = [value] }.isEmpty == isKept)
        #expect(obstacles(.other, .text) { $0.constants = [value] }.isEmpty)
    }

    @Test func `names and keys with letters are safe`() {
        #expect(obstacles(.keyName, .numeric).isEmpty)
        #expect(obstacles(.key, .numeric).isEmpty)
    }
}
