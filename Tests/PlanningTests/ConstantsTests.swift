import Model
import State
import Testing

@testable import Planning

/// Values that a profile writes, and that a column does not take.
@Suite struct ConstantsTests {
    private func obstacles(
        _ constants: [ProfileValue],
        _ change: (inout StoreSchema.Column) -> Void
    ) -> [String] {
        var column = StoreSchema.Column("state", role: .isActive, type: "x")
        column.isDescribed = true
        column.constants = constants
        change(&column)
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [column]
        return Obstacles.all(in: StoreSchema(tables: [table]), for: Scene().view.environment).map(\.summary)
    }

    @Test func `a value that does not fit is named`() {
        let found = obstacles([.text("live"), .text("terminated")]) { $0.length = 4 }
        #expect(found == ["the column keys.state holds 4 characters, and the profile writes terminated, which has 10"])
        #expect(obstacles([.text("live"), .text("terminated")]) { $0.length = 10 }.isEmpty)
        #expect(
            obstacles([.text("live"), .text("gone")]) { $0.labels = ["live", "dead"] }
                == ["the column keys.state has no value gone: x is one of live, dead"]
        )
        #expect(
            obstacles([]) {
                $0.labels = ["live"]
                $0.needed = 36
            } == ["the column keys.state is one of live, and the profile writes another text into every row"]
        )
        #expect(
            obstacles([.null, .bool(true)]) { $0.isNullable = false }
                == ["the column keys.state allows no NULL, and the profile writes NULL"]
        )
    }

    @Test(arguments: [
        (ProfileValue.bool(true), "integer", StoreSchema.Values.other, false), (.number("1"), "integer", .other, true),
        (.number("99999999999"), "integer", .other, false), (.number("99999999999"), "bigint", .other, true),
        (.number("1"), "boolean", .boolean, true), (.text("gone"), "boolean", .boolean, false),
        (.bool(true), "text", .text, true), (.text("x"), "jsonb", .other, false),
        (.text("\"x\""), "jsonb", .other, true), (.number("0.5"), "json", .other, true),
        (.json("{}"), "jsonb", .other, true), (.bool(true), "boolean[]", .other, false),
        (.json("[]"), "text[]", .other, true),
        (.json("{}"), "text[]", .other, false), (.text("{a}"), "text[]", .other, true),
        (.text("x"), "inet", .other, true),
        (.text("a"), "uuid", .uuid, false),
    ])
    func `a value is judged by the type`(
        _ value: ProfileValue,
        _ type: String,
        _ values: StoreSchema.Values,
        _ fits: Bool
    ) {
        var column = StoreSchema.Column("state", role: .other, type: type)
        column.isDescribed = true
        column.constants = [value]
        column.values = values
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [column]
        #expect(Obstacles.all(in: StoreSchema(tables: [table]), for: Scene().view.environment).isEmpty == fits)
    }

    @Test func `a column that is left to the database and gets no value is told, and a table that holds rows`() {
        var column = StoreSchema.Column("id")
        column.isDescribed = true
        column.isUnfilled = true
        var table = StoreSchema.Table(.keys, name: "keys")
        table.columns = [column]
        table.holders = ["uses", "logs"]
        let found = Obstacles.all(in: StoreSchema(tables: [table]), for: Scene().view.environment)
        #expect(found.map(\.need) == [.onlyEnd, .issue])
        #expect(found[0].summary == "keys of keys end by deletion, and rows of uses, logs would prevent it")
        #expect(found[1].summary.contains("`made: database`"))
    }
}
