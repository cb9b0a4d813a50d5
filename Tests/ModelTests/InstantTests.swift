import Testing

@testable import Model

@Suite struct InstantTests {
    @Test(
        arguments: [
            ("1970-01-01 00:00:00", 0), ("2000-02-29T12:00:00Z", 951_825_600), ("1969-12-31 23:59:59", -1),
            ("2026-11-23 15:40:00", 1_795_448_400), ("2026-11-23", 1_795_392_000), ("2026-11-23 15:40", 1_795_448_400),
            ("2026-11-23T22:40:00+07:00", 1_795_448_400), ("2026-11-23 10:40:00-05", 1_795_448_400),
            ("2026-11-23T10:10:00-0530", 1_795_448_400), ("9999-12-31 23:59:59", 253_402_300_799),
            // Sequelize, Go, a column of a fixed width.
            ("2026-11-23 15:40:00.000 +00:00", 1_795_448_400), ("2026-11-23 10:40:00 -0500", 1_795_448_400),
            ("2026-11-23 15:40:00 +0000 UTC", 1_795_448_400), ("2026-11-23T15:40:00.000Z      ", 1_795_448_400),
        ] as [(String, Int64)]
    )
    func `texts of databases are read as UTC`(text: String, seconds: Int64) {
        #expect(Instant(text: text) == Instant(secondsSince1970: seconds))
    }

    @Test(arguments: [
        ("2026-11-23 15:40:00.5", 500_000), ("2026-11-23 15:40:00.000001", 1), ("2026-11-23 15:40:00.1234567", 123_456),
    ])
    func `fractions are read to the microsecond`(text: String, microseconds: Int64) {
        #expect(Instant(text: text)?.microseconds == 1_795_448_400_000_000 + microseconds)
    }

    @Test(arguments: [
        "", "now", "2026", "2026-13-01", "2026-02-30", "2026-11-23 25:00:00", "2026-11-23 15:60",
        "2026-11-23 15:40:00.",
        "2026-11-23 15:40:00 UTC", "2026-11-23 15:40:00 +", "2026-11-23 15:40:00 +00:00x", " ", "2026-11-23X15:40",
        "26-11-23", "2026-11-23 15:40:00+7", "2026-11-23 15:40:00+07:0",
    ])
    func `anything else is not a moment`(text: String) {
        #expect(Instant(text: text) == nil)
    }

    @Test func `every day of four centuries and its texts agree`() {
        for day in stride(from: Int64(-36_525), through: 4 * 36_525, by: 1) {
            let instant = Instant(microseconds: day * 86_400_000_000 + 1)
            #expect(Instant(instant.calendar) == instant)
            #expect(Instant(text: instant.databaseText) == instant)
        }
    }

    @Test func `arithmetic stops at the ends of the range`() {
        #expect(Instant.distantFuture + .seconds(1) == .distantFuture)
        #expect(Instant.distantPast - .seconds(1) == .distantPast)
        #expect(Instant.distantFuture - Instant.distantPast > .zero)
        #expect(Instant.distantPast - Instant.distantFuture < .zero)
        #expect(Instant(secondsSince1970: .max) == .distantFuture)
        #expect(Instant(secondsSince1970: .min) == .distantPast)
        #expect(Instant.distantFuture - .seconds(Int64.max) < Instant(microseconds: 1))
        #expect(Instant.distantPast - .seconds(Int64.min) < .distantFuture)
        #expect(Instant.distantFuture + .seconds(Int64.max) == .distantFuture)
        #expect(Instant.distantFuture.databaseText == "294247-01-10 04:00:54.775807")
        #expect(!Instant.distantPast.databaseText.isEmpty && !Instant.distantPast.iso8601.isEmpty)
    }
}
