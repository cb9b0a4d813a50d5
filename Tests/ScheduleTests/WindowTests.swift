import Model
import Testing

@testable import Schedule

/// The weekdays of a window, 0 for Sunday.
func window(_ days: [Int], _ from: Int, _ to: Int, _ zone: Zone = .utc) -> Window {
    Window(days: days.reduce(0) { $0 | 1 << UInt8($1) }, from: from * 60, to: to * 60, zone: zone)
}

struct WindowTests {
    static let daily = Array(0...6)

    @Test(arguments: [
        // Tuesday to Thursday, 2026-11-24 to 26, 02:00 to 05:00.
        ("2026-11-24 01:59:59.999999", false), ("2026-11-24 02:00", true), ("2026-11-24 04:59:59.999999", true),
        ("2026-11-24 05:00", false), ("2026-11-26 03:00", true), ("2026-11-27 03:00", false),
        ("2026-11-23 03:00", false),
    ])
    func `a window is open from its opening up to its closing`(at: String, isOpen: Bool) {
        #expect(window([2, 3, 4], 2, 5).contains(instant(at)) == isOpen)
    }

    @Test(arguments: [
        // Fridays from 22:00 to 04:00: 2026-11-27 is one.
        ("2026-11-27 21:59", false), ("2026-11-27 22:00", true), ("2026-11-28 00:00", true), ("2026-11-28 03:59", true),
        ("2026-11-28 04:00", false), ("2026-11-27 03:00", false), ("2026-11-28 23:00", false),
    ])
    func `a window across midnight belongs to the day on which it opens`(at: String, isOpen: Bool) {
        #expect(window([5], 22, 4).contains(instant(at)) == isOpen)
    }

    @Test(arguments: [
        ("2026-11-24 01:00", "2026-11-24T02:00:00Z", "2026-11-19T02:00:00Z"),
        ("2026-11-24 03:00", "2026-11-24T03:00:00Z", "2026-11-24T02:00:00Z"),
        ("2026-11-24 05:00", "2026-11-25T02:00:00Z", "2026-11-24T02:00:00Z"),
        ("2026-11-26 05:00", "2026-12-01T02:00:00Z", "2026-11-26T02:00:00Z"),
        ("2026-11-24 02:00", "2026-11-24T02:00:00Z", "2026-11-24T02:00:00Z"),
    ])
    func `the first moment is now or the next opening, the last opening the one before`(
        at: String,
        first: String,
        last: String
    ) {
        let window = window([2, 3, 4], 2, 5)
        #expect(window.firstMoment(notBefore: instant(at))?.iso8601 == first)
        #expect(window.lastOpening(notAfter: instant(at))?.iso8601 == last)
    }

    @Test(arguments: [
        // Opening times, closing times and what changes of clocks make of them, on the day of the change.
        ("Europe/Berlin", 2, 5, "2026-03-29", "2026-03-29T01:00:00Z", 2),  // the first hour is skipped
        ("Europe/Berlin", 1, 2, "2026-03-29", "2026-03-29T00:00:00Z", 1),  // ends at the change
        ("Europe/Berlin", 2, 5, "2026-10-25", "2026-10-25T00:00:00Z", 4),  // an hour comes twice
        ("Europe/Berlin", 2, 3, "2026-10-25", "2026-10-25T00:00:00Z", 2),  // 03:00 is reached after both
        ("America/Sao_Paulo", 0, 2, "2018-11-04", "2018-11-04T03:00:00Z", 1),  // midnight is skipped
    ])
    func `both ends are the first instants that have reached them`(
        name: String,
        from: Int,
        to: Int,
        day: String,
        opening: String,
        hours: Int
    ) throws {
        let window = try window(Self.daily, from, to, zone(name))
        let start = instant(opening)
        #expect(window.firstMoment(notBefore: start - .seconds(1)) == start, "\(day)")
        #expect(window.contains(start + .seconds(hours * 3_600 - 1)))
        #expect(!window.contains(start + .seconds(hours * 3_600)))
    }

    @Test func `a window that clocks skip as a whole opens the next time`() throws {
        let sundays = try window([0], 2, 3, zone("Europe/Berlin"))
        #expect(sundays.firstMoment(notBefore: instant("2026-03-28"))?.iso8601 == "2026-04-05T00:00:00Z")
        #expect(sundays.lastOpening(notAfter: instant("2026-03-30"))?.iso8601 == "2026-03-22T01:00:00Z")
        // Friday, 2011-12-30, did not exist in Samoa.
        let fridays = try window([5], 9, 17, zone("Pacific/Apia"))
        #expect(fridays.firstMoment(notBefore: instant("2011-12-29 12:00"))?.iso8601 == "2012-01-05T19:00:00Z")
    }

    @Test func `a window without a day never opens`() {
        let never = window([], 2, 5)
        #expect(never.firstMoment(notBefore: instant("2026-01-01")) == nil)
        #expect(never.lastOpening(notAfter: instant("2026-01-01")) == nil)
        #expect(never.gaps == nil)
    }

    @Test(arguments: [
        ("UTC", [2, 3, 4], 2, 5, 3, 117), ("UTC", daily, 2, 5, 3, 21), ("UTC", [5], 22, 4, 6, 162),
        ("UTC", daily, 0, 24, 24, 0), ("UTC", daily, 6, 6, 24, 0), ("UTC", [1], 0, 24, 24, 144),
        // The night in which it opens early, or closes late, is no longer than others.
        ("Europe/Berlin", daily, 2, 5, 2, 21), ("Europe/Berlin", daily, 3, 5, 1, 23),
        // Swallowed as a whole in spring: then two nights pass, or two weeks, an hour shorter or two.
        ("Europe/Berlin", daily, 2, 3, 0, 46), ("Europe/Berlin", [0], 2, 3, 0, 334),
        // Autumn makes a day and a week longer by an hour.
        ("Europe/Berlin", daily, 12, 13, 0, 24), ("Europe/Berlin", [3], 12, 13, 0, 168),
    ])
    func `the shortest length and the longest wait are computed, in hours`(
        name: String,
        days: [Int],
        from: Int,
        to: Int,
        shortest: Int,
        longest: Int
    ) throws {
        let window = try window(days, from, to, zone(name))
        #expect(window.shortestLength == .seconds(shortest * 3_600))
        let gaps = try #require(window.gaps)
        #expect(gaps.longestWait == .seconds(longest * 3_600))
        #expect(gaps.longestInterval >= gaps.longestWait && (longest > 0) == (gaps.longestInterval > .zero))
    }

    @Test(arguments: [
        // Minutes; the last of the zones changes its clocks by a table alone, until 2087.
        ("Europe/Berlin", daily, 720, 750, 1_470), ("Europe/Berlin", [3], 720, 750, 10_110),
        ("Europe/Berlin", [0], 120, 150, 20_070), ("UTC", [3], 720, 750, 10_050),
        ("Africa/Casablanca", [3], 720, 750, 10_110),
    ])
    func `only a window that clocks do skip is taken for swallowed`(
        name: String,
        days: [Int],
        from: Int,
        to: Int,
        longest: Int
    ) throws {
        let days = days.reduce(UInt8(0)) { $0 | 1 << UInt8($1) }
        let gaps = try #require(Window(days: days, from: from, to: to, zone: zone(name)).gaps)
        #expect(gaps.longestWait == .seconds(longest * 60))
    }

    /// Against the plain definition: a window looked up minute by minute, by the clock on the wall.
    @Test(arguments: ["Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Antarctica/Troll"])
    func `moments agree with each other, and no wait is longer than the longest`(name: String) throws {
        let zone = try zone(name)
        var generator = FixedGenerator(state: 4)
        for _ in 0..<150 {
            let window = Window(
                days: UInt8.random(in: 1...127, using: &generator),
                from: Int.random(in: 0..<1_440, using: &generator),
                to: Int.random(in: 1...1_440, using: &generator),
                zone: zone
            )
            let longest = try #require(window.gaps?.longestWait)
            for _ in 0..<40 {
                let moment = Instant(
                    secondsSince1970: Int64.random(in: 1_767_225_600..<4_102_444_800, using: &generator)
                )
                let first = try #require(window.firstMoment(notBefore: moment))
                #expect(first >= moment && first - moment <= longest && window.contains(first))
                #expect(window.contains(moment) == (first == moment))
                let opening = try #require(window.lastOpening(notAfter: moment))
                #expect(
                    opening <= moment && window.contains(opening) && !window.contains(opening - .microseconds(1))
                        || window.minutesOpen == 1_440
                )
                if first > moment {
                    #expect(window.lastOpening(notAfter: first) == first)
                    #expect(!window.contains(first - .microseconds(1)))
                    let between = moment + .seconds((first - moment).components.seconds / 2)
                    #expect(!window.contains(between))
                }
            }
        }
    }
}
