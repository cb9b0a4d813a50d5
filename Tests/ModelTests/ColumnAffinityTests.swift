import Testing

@testable import Model

@Suite struct ColumnAffinityTests {
    @Test(arguments: [
        ("INTEGER", ColumnAffinity.integer), ("bigint", .integer), ("CHARINT", .integer), ("varchar(36)", .text),
        ("CLOB", .text), ("NATIVE TEXT", .text), ("BLOB", .blob), ("", .blob), ("REAL", .real),
        ("double precision", .real),
        ("FLOAT", .real), ("STRING", .numeric), ("UUID", .numeric), ("DATETIME", .numeric), ("DECIMAL(10,2)", .numeric),
        ("ANY", .numeric),
    ])
    func `a type's words say what becomes of values`(type: String, affinity: ColumnAffinity) {
        #expect(ColumnAffinity(type: type) == affinity)
        #expect(ColumnAffinity(type: "ANY", isStrict: true) == .blob)
    }

    @Test(
        arguments: [
            ("0081", false), ("52e7", false), ("1E3", false), ("+7", false), (" 7", false), (".5", false),
            ("5.", false),
            ("1.50", false), ("-0", false), ("12345678901234567890", false),
            ("12345678901234567890123456789012", false),
            ("0.00001", false), ("7", true), ("-12", true), ("1.5", true), ("0.5", true), ("service", true), ("", true),
            ("1e", true), ("0x10", true), ("1 2", true), ("1.2.3", true), ("2026-11-28 19:00:00", true),
            ("00000000-0000-4000-8000-000000000001", true), ("inf", true), ("1_000", true),
        ] as [(String, Bool)]
    )
    func `a text that SQLite writes otherwise than it was is not kept`(text: String, isKept: Bool) {
        #expect(ColumnAffinity.numeric.keeps(text) == isKept)
        #expect(ColumnAffinity.integer.keeps(text) == isKept)
        #expect(ColumnAffinity.text.keeps(text) && ColumnAffinity.blob.keeps(text))
    }

    @Test func `a column of floating point numbers writes whole ones with a point`() {
        #expect(
            !ColumnAffinity.real.keeps("7") && ColumnAffinity.real.keeps("7.0") && !ColumnAffinity.numeric.keeps("7.0")
        )
    }

    @Test func `a number keeps all its digits or is told`() {
        #expect(ColumnAffinity.numeric.keeps(number: "9007199254740993"))
        #expect(!ColumnAffinity.real.keeps(number: "9007199254740993"))
        #expect(!ColumnAffinity.numeric.keeps(number: "12345678901234567890"))
        #expect(ColumnAffinity.numeric.keeps(number: "1200000000000000000000"))
        #expect(ColumnAffinity.text.keeps(number: "12345678901234567890"))
    }
}
