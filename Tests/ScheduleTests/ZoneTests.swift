import Model
import Testing

@testable import Schedule

struct ZoneTests {
    @Test(arguments: [
        ("UTC", "2026-07-01", 0), ("Europe/Berlin", "2026-01-01", 3_600),
        ("Europe/Berlin", "2026-03-29 00:59:59", 3_600),
        ("Europe/Berlin", "2026-03-29 01:00", 7_200), ("Europe/Berlin", "2500-07-01", 7_200),
        ("America/New_York", "2050-07-01", -14_400), ("Australia/Lord_Howe", "2050-01-01", 39_600),
        ("Australia/Lord_Howe", "2050-07-01", 37_800), ("Asia/Kathmandu", "2026-01-01", 20_700),
        ("Africa/Casablanca", "2026-03-01", 0), ("Pacific/Apia", "2011-12-30 09:59:59", -36_000),
        ("Pacific/Apia", "2011-12-30 10:00", 50_400), ("Europe/Dublin", "2060-01-01", 0),
        ("Europe/Dublin", "2060-07-01", 3_600), ("America/Sao_Paulo", "2030-01-01", -10_800),
    ])
    func `offsets are those of the database, also behind its last change`(name: String, at: String, offset: Int) throws
    {
        #expect(try zone(name).offset(at: instant(at)) == offset)
    }

    @Test(arguments: ["Europe/Berlin", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns", "Antarctica/Troll"])
    func `a local time stands for the first instant that has reached it`(name: String) throws {
        let zone = try zone(name)
        var generator = FixedGenerator(state: 3)
        for _ in 0..<2_000 {
            let second = Int64.random(in: 0..<4_102_444_800, using: &generator)
            let moment = Instant(secondsSince1970: second)
            let local = Int(second) + zone.offset(at: moment)
            let first = zone.instant(reaching: local)
            #expect(first <= moment)
            #expect(zone.latestLocalTime(upTo: first) >= local)
            #expect(zone.latestLocalTime(upTo: first - .seconds(1)) < local)
        }
    }

    @Test(
        arguments: [
            ("UTC0", 0, false), ("<+0330>-3:30", 12_600, false), ("<-03>3", -10_800, false),
            ("CET-1CEST,M3.5.0,M10.5.0/3", 3_600, true), ("IST-1GMT0,M10.5.0,M3.5.0/1", 3_600, true),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7_200, true), ("EET-2EEST,M3.4.4/50,M10.4.4/50", 7_200, true),
            ("EST5EDT,J60/2,300/2:30:15", -18_000, true), ("XXX-167:59:59", nil, false), ("AB3", nil, false),
            ("CET", nil, false), ("CET-1CEST", nil, false), ("CET-1CEST,M3.5.0", nil, false),
            ("CET-1CEST,M13.5.0,M10.5.0", nil, false), ("CET-1CEST,M3.6.0,M10.5.0", nil, false),
            ("CET-1CEST,M3.5.7,M10.5.0", nil, false), ("CET-1CEST,J0,J365", nil, false),
            ("CET-1CEST,J1,J366", nil, false),
            ("CET-1CEST,M3.5.0/168,M10.5.0", nil, false), ("CET-1 ", nil, false), ("<+03-3", nil, false),
            ("", nil, false),
        ] as [(String, Int?, Bool)]
    )
    func `the ending of a zone's file is read in all its forms`(text: String, standard: Int?, hasRule: Bool) {
        let ending = POSIXZone.parse(Array(text.utf8))
        #expect(ending?.standardOffset == standard)
        #expect((ending?.rule != nil) == hasRule)
    }

    @Test(arguments: [
        ("EST5EDT,J60/2,J300/2", "2028-03-01 06:59:59", -18_000), ("EST5EDT,J60/2,J300/2", "2028-03-01 07:00", -14_400),
        ("EST5EDT,59/2,299/2", "2028-02-29 07:00", -14_400), ("EST5EDT,59/2,299/2", "2027-03-01 07:00", -14_400),
        // Saving the whole year long.
        ("EST5EDT4,0/0,J365/25", "2027-12-31 23:59:59", -14_400), ("EST5EDT4,0/0,J365/25", "2028-01-01 05:00", -14_400),
        // Times before the day, and behind it.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2027-03-28 00:59:59", -7_200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2027-03-28 01:00", -3_600),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2027-03-26 23:59:59", 7_200),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2027-03-27 00:00", 10_800),
    ])
    func `a yearly rule holds in all its forms`(text: String, at: String, offset: Int) throws {
        let rule = try #require(POSIXZone.parse(Array(text.utf8))?.rule)
        let zone = Zone(name: "X", firstOffset: rule.standardOffset, rule: rule)
        #expect(zone.offset(at: instant(at)) == offset)
    }

    /// A file of version 2: an empty old block, one change to `offset`, and an ending.
    private func file(times: [Int64] = [1_000_000_000], offset: Int32 = 3_600, leaps: Int32 = 0, ending: String)
        -> [UInt8]
    {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
        func header(_ counts: [Int32]) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { bytes($0) }
        }
        let old = header([0, 0, 0, 0, 1, 4]) + [0, 0, 0, 0, 0, 0] + Array("LMT\0".utf8)
        let types = bytes(Int32(0)) + [0, 0] + bytes(offset) + [0, 0]
        let leapSeconds = [UInt8](repeating: 0, count: Int(leaps) * 12)
        return old + header([0, 0, leaps, Int32(times.count), 2, 4]) + times.flatMap { bytes($0) }
            + times.map { _ in 1 } + types + Array("LMT\0".utf8) + leapSeconds + Array("\n\(ending)\n".utf8)
    }

    @Test func `a file's changes and its ending are read`() throws {
        let zone = try #require(TZif.parse(file(ending: "XXX-1"), name: "X/Y"))
        #expect(zone.name == "X/Y" && zone.firstOffset == 0 && zone.rule == nil)
        #expect(zone.transitions == [Zone.Transition(at: 1_000_000_000, offset: 3_600)])
    }

    @Test func `what is not a zone's file is refused, and no byte too few or too many ends the program`() {
        let good = file(ending: "CET-1CEST,M3.5.0,M10.5.0/3")
        #expect(TZif.parse(good, name: "X") != nil)
        for length in 0..<good.count { #expect(TZif.parse(Array(good.prefix(length)), name: "X") == nil) }
        for index in good.indices {
            for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
                var broken = good
                broken[index] = value
                _ = TZif.parse(broken, name: "X")?.offset(at: instant("2030-01-01"))
            }
        }
        #expect(TZif.parse(file(leaps: 1, ending: "XXX-1"), name: "right/X") == nil)
        #expect(TZif.parse(file(offset: 100_000, ending: "XXX-1"), name: "X") == nil)
        #expect(TZif.parse(file(times: [2, 1], ending: "XXX-1"), name: "X") == nil)
        #expect(TZif.parse(file(ending: "nonsense"), name: "X") == nil)
        #expect(TZif.parse(Array("TZif".utf8), name: "X") == nil)
    }

    /// As PostgreSQL answers `SELECT timestamp '…' AT TIME ZONE 'Europe/Berlin'`.
    @Test(
        arguments: [
            ("2027-01-01T12:00:00Z", "2027-01-01T11:00:00Z"), ("2027-07-01T12:00:00Z", "2027-07-01T10:00:00Z"),
            // Skipped, at either end and within.
            ("2027-03-28T01:59:59Z", "2027-03-28T00:59:59Z"), ("2027-03-28T02:00:00Z", "2027-03-28T01:00:00Z"),
            ("2027-03-28T02:30:00Z", "2027-03-28T01:30:00Z"), ("2027-03-28T03:00:00Z", "2027-03-28T01:00:00Z"),
            // Twice.
            ("2027-10-31T01:59:59Z", "2027-10-30T23:59:59Z"), ("2027-10-31T02:00:00Z", "2027-10-31T01:00:00Z"),
            ("2027-10-31T02:30:00Z", "2027-10-31T01:30:00Z"), ("2027-10-31T03:00:00Z", "2027-10-31T02:00:00Z"),
        ]
    )
    func `what clocks show stands for the instant that PostgreSQL reads`(clock: String, instant: String) throws {
        let berlin = try zone("Europe/Berlin")
        let (clock, instant) = (try #require(Instant(text: clock)), try #require(Instant(text: instant)))
        #expect(berlin.instant(showing: clock) == instant)
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
    func `every instant is read back, or as the second coming of what the clocks showed`(name: String) throws {
        let zone = try zone(name)
        for hour in stride(from: 0, to: 24 * 365 * 3, by: 1) {
            let instant = Instant(secondsSince1970: 1_800_000_000 + Int64(hour) * 1_800)
            let clock = zone.clock(at: instant)
            let read = zone.instant(showing: clock)
            #expect(read >= instant && zone.clock(at: read) == clock)
            #expect(read - instant <= .seconds(3_600))
        }
    }
}
