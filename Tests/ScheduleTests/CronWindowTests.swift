import Model
import Testing

@testable import Schedule

struct CronWindowTests {
    static let daily = Array(0...6)

    @Test(
        arguments: [
            // Due exactly at the opening; in minutes.
            ("0 3 * * SUN", "UTC", [0], 180, 210, "UTC", 0, 10_080),
            ("0 12 * * MON", "UTC", [2], 120, 150, "UTC", 0, 10_920),
            // Autumn makes a week an hour longer.
            ("0 12 * * MON", "Europe/Berlin", [2], 120, 150, "Europe/Berlin", 0, 10_980),
            // A delay within the window, and one that leads out of it.
            ("0 3 * * SUN", "UTC", [0], 180, 210, "UTC", 29, 10_109),
            ("0 3 * * SUN", "UTC", [0], 180, 210, "UTC", 30, 20_160),
            // One at each minute of an hour: the first behind the window waits a day, less the window itself and a minute.
            ("* 3 * * *", "UTC", daily, 180, 210, "UTC", 0, 1_411),
            ("* * * * *", "UTC", daily, 180, 210, "UTC", 0, 1_411),
            // Always open.
            ("0 3 * * *", "UTC", daily, 0, 1_440, "UTC", 60, 1_500),
            // Leap days: eight years without one, and at worst six days more.
            ("0 0 29 2 *", "UTC", [0], 0, 60, "UTC", 0, (8 * 365 + 1 + 6) * 1_440),
            // 19:30 or 20:30 UTC: before the window in one half of the year, within it in the other.
            ("30 8 * * *", "Pacific/Auckland", daily, 1_200, 1_260, "UTC", 0, 1_500),
            ("30 8 * * *", "Pacific/Auckland", daily, 1_170, 1_200, "UTC", 0, 2_880),
        ] as [(String, String, [Int], Int, Int, String, Int, Int)]
    )
    func `the longest age is that over every moment of the calendar`(
        text: String,
        name: String,
        days: [Int],
        from: Int,
        to: Int,
        other: String,
        delay: Int,
        longest: Int
    ) throws {
        let cron = try cron(text, zone(name))
        let window = Window(
            days: days.reduce(0) { $0 | 1 << UInt8($1) },
            from: from,
            to: to,
            zone: try zone(other)
        )
        let age = cron.longestAge(in: window, delay: .seconds(delay * 60), gaps: try #require(cron.gaps))
        #expect(age == .seconds(longest * 60))
    }

    /// Against the plain definition, moment by moment, over the years that tell.
    @Test(arguments: ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"])
    func `no key becomes older, and one becomes as old or the slots alone tell it`(name: String) throws {
        var generator = FixedGenerator(state: 6)
        let zones = [try zone(name), try zone("America/New_York")]
        for text in ["0 3 * * SUN", "30 2 * * *", "15 */7 1-7 * *", "0 12 1 * MON"] {
            let cron = try cron(text, zones[0])
            let gaps = try #require(cron.gaps)
            for _ in 0..<3 {
                let window = Window(
                    days: UInt8.random(in: 1...127, using: &generator),
                    from: Int.random(in: 0..<1_440, using: &generator),
                    to: Int.random(in: 1...1_440, using: &generator),
                    zone: zones.randomElement(using: &generator) ?? zones[0]
                )
                let delay = Duration.seconds(Int.random(in: 0..<7_200, using: &generator))
                let longest = try #require(cron.longestAge(in: window, delay: delay, gaps: gaps))
                var seen = gaps.longest + delay
                var fire = try #require(cron.next(after: instant("2025-01-01")))
                while fire < instant("2029-01-01"), let next = cron.next(after: fire) {
                    seen = max(seen, try #require(window.firstMoment(notBefore: next + delay)) - fire)
                    fire = next
                }
                #expect(seen <= longest)
                // Four years of weeks show nearly all; none is more than a day and an hour off.
                #expect(longest - seen <= .seconds(7 * 90_000))
                if text == "0 3 * * SUN", name == "UTC", window.zone == .utc { #expect(seen == longest) }
            }
        }
    }

    @Test(arguments: ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"])
    func `a clock that was laid out answers as its zone does`(name: String) throws {
        let zone = try zone(name)
        let clock = LocalClock(zone, over: 1_200_000_000...4_102_444_800)
        var generator = FixedGenerator(state: 7)
        // Around changes, too.
        let seconds =
            (0..<2_000).map { _ in Int.random(in: 1_200_200_000...4_102_200_000, using: &generator) }
            + zone.transitions.filter { $0.at > 1_200_200_000 && $0.at < 4_102_200_000 }.flatMap { change in
                [-3_601, -1, 0, 1, 1_800, 3_599, 3_600].map { Int(change.at) + $0 }
            }
        for second in seconds {
            let instant = Instant(secondsSince1970: Int64(second))
            #expect(clock.latestLocalTime(upTo: second) == zone.latestLocalTime(upTo: instant))
            for local in [second, second + zone.offset(atSecond: second)] {
                #expect(clock.second(reaching: local) == zone.instant(reaching: local).wholeSeconds)
            }
        }
    }

    @Test(arguments: ["0 3 * * SUN", "*/7 1-3,22 * * *", "30 2 29 2 *", "59 23 31 * *", "0 0 1 JAN MON"])
    func `the last slot that is not after a minute is the one before the next`(text: String) throws {
        let cron = try cron(text)
        var generator = FixedGenerator(state: 8)
        for _ in 0..<300 {
            let minute = Int.random(in: 28_000_000..<60_000_000, using: &generator)
            let last = try #require(cron.slot(notAfter: minute))
            #expect(last <= minute && cron.slot(notBefore: last) == last)
            #expect(cron.slot(notBefore: last + 1) == cron.slot(notBefore: minute + 1))
        }
    }
}
