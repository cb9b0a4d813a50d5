import Model
import Schedule
import Testing

struct CronTests {
    private func slots(_ text: String, _ zone: Zone, after start: String, _ count: Int) throws -> [String] {
        let cron = try cron(text, zone)
        var moment = instant(start)
        return try (0..<count).map { _ in
            moment = try #require(cron.next(after: moment))
            return moment.iso8601
        }
    }

    @Test(arguments: [
        ("0 3 * * SUN", "2026-11-23 15:40", "2026-11-29T03:00:00Z"),
        ("0 3 * * *", "2026-11-23 03:00", "2026-11-24T03:00:00Z"),
        ("0 3 * * *", "2026-11-23 02:59:59.999999", "2026-11-23T03:00:00Z"),
        ("* * * * *", "2026-12-31 23:59:30", "2027-01-01T00:00:00Z"),
        ("0 0 29 2 *", "2096-03-01", "2104-02-29T00:00:00Z"),
        ("0 0 31 * *", "2026-01-31", "2026-03-31T00:00:00Z"),
        // Either day suffices where both are restricted…
        ("0 0 13 * FRI", "2026-11-01", "2026-11-06T00:00:00Z"), ("0 0 30 2 MON", "2026-02-01", "2026-02-02T00:00:00Z"),
        // … and both must match where one begins with a star.
        ("0 0 */13 * FRI", "2026-11-01", "2026-11-27T00:00:00Z"),
        ("0 0 29 2 */7", "2026-11-01", "2032-02-29T00:00:00Z"),
        ("0 0 29 2 */7", "2032-03-01", "2060-02-29T00:00:00Z"),
    ])
    func `the next slot is strictly later`(text: String, after: String, next: String) throws {
        #expect(try slots(text, .utc, after: after, 1) == [next])
    }

    @Test(arguments: ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 30-31 2 */2"])
    func `what names no day that exists never fires`(text: String) throws {
        let cron = try cron(text)
        #expect(cron.neverFires && cron.next(after: instant("2026-01-01")) == nil && cron.gaps == nil)
    }

    /// `next` holds by day numbers, so the ends of time must not end the program.
    @Test func `far ends are answered too`() throws {
        let cron = try cron("0 3 * * *", zone("Europe/Berlin"))
        #expect(cron.next(after: .distantFuture) == nil)
        #expect(try #require(cron.next(after: .distantPast)) > .distantPast)
        #expect(cron.next(after: instant("9999-12-31 12:00")) == nil)
    }

    @Test(
        arguments: [
            // A skipped time fires at the change, once.
            (
                "Europe/Berlin", "30 2 * * *", "2026-03-28 12:00",
                ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
            ),
            ("America/New_York", "30 2 * * *", "2026-03-07 12:00", ["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]),
            // Thirty minutes are skipped: 02:00 to 02:30 on October 4th.
            (
                "Australia/Lord_Howe", "15 2 * * *", "2026-10-03 00:00",
                ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]
            ),
            // Midnight does not exist on 2018-11-04.
            ("America/Sao_Paulo", "0 0 * * *", "2018-11-03 12:00", ["2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"]),
            // The whole of 2011-12-30 does not exist: its slot fires with the midnight that ends it.
            (
                "Pacific/Apia", "0 12 * * *", "2011-12-29 00:00",
                ["2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"]
            ),
            ("Pacific/Apia", "0 0 30 12 *", "2011-12-01 00:00", ["2011-12-30T10:00:00Z", "2012-12-29T10:00:00Z"]),
            // A time that comes twice fires in its first coming.
            ("Europe/Berlin", "30 2 * * *", "2026-10-24 12:00", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]),
            (
                "Australia/Lord_Howe", "45 1 * * *", "2026-04-04 00:00",
                ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]
            ),
            // Africa/Casablanca goes back for Ramadan, and has no yearly rule.
            ("Africa/Casablanca", "30 2 * * *", "2026-02-14 12:00", ["2026-02-15T01:30:00Z", "2026-02-16T02:30:00Z"]),
            ("Africa/Casablanca", "30 2 * * *", "2026-03-21 12:00", ["2026-03-22T02:00:00Z", "2026-03-23T01:30:00Z"]),
            ("Asia/Kathmandu", "0 3 * * *", "2026-01-01 00:00", ["2026-01-01T21:15:00Z", "2026-01-02T21:15:00Z"]),
            // Many slots in a skipped hour fire as one, and the hour that comes twice fires once: no other rule for
            // crons of every hour or minute.
            (
                "Europe/Berlin", "*/20 * * * *", "2026-03-29 00:30",
                ["2026-03-29T00:40:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z"]
            ),
            (
                "Europe/Berlin", "*/30 * * * *", "2026-10-24 23:59",
                ["2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"]
            ),
            ("Europe/Berlin", "0 * * * *", "2026-10-25 01:30", ["2026-10-25T02:00:00Z"]),
        ] as [(String, String, String, [String])]
    )
    func `every slot fires once, at the first instant at which the clocks have reached it`(
        name: String,
        text: String,
        after: String,
        slots expected: [String]
    ) throws {
        #expect(try slots(text, zone(name), after: after, expected.count) == expected)
    }

    @Test(arguments: [
        ("UTC", "0 3 * * SUN", 168, 168), ("UTC", "@daily", 24, 24), ("UTC", "@hourly", 1, 1),
        ("UTC", "@monthly", 672, 744),
        ("UTC", "@yearly", 8_760, 8_784), ("UTC", "0 0 29 2 *", 35_064, 70_104), ("UTC", "0 9,17 * * MON-FRI", 8, 64),
        ("UTC", "0 0 1,2 * *", 24, 720), ("Europe/Berlin", "0 3 * * SUN", 168, 169),
        ("Africa/Casablanca", "@daily", 24, 25), ("Pacific/Apia", "@daily", 24, 24),
        ("Antarctica/Troll", "@daily", 24, 26),
    ])
    func `gaps are those of the whole calendar, in hours`(name: String, text: String, shortest: Int, longest: Int)
        throws
    {
        let gaps = try #require(try cron(text, zone(name)).gaps)
        #expect(gaps.shortest == .seconds(shortest * 3_600))
        #expect(gaps.longest == .seconds(longest * 3_600))
    }

    @Test(arguments: ["0 3 * * *", "*/45 1-3 * * *", "0 0 1-7 * MON", "15 2 29 * *", "30 2 * 3,10 SUN"])
    func `slots rise, and none is farther from the last than the longest gap`(text: String) throws {
        for name in ["Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Gaza"] {
            let cron = try cron(text, zone(name))
            let longest = try #require(cron.gaps).longest
            var last = try #require(cron.next(after: instant("2026-01-01")))
            for _ in 0..<2_000 {
                let next = try #require(cron.next(after: last))
                #expect(next > last && next - last <= longest)
                last = next
            }
        }
    }
}
