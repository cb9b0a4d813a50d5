import Model
import Schedule
import Testing

/// Cron and zones, compared with croniter and Python's zoneinfo over generated cases.
@Suite(
    .enabled(
        if: PythonOracle.isAvailable,
        "croniter, the independent implementation, cannot be had: needs python3, pip and PyPI"
    )
)
struct OracleTests {
    static let zones = [
        "UTC", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
        "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Tehran", "Africa/Casablanca", "Pacific/Apia", "Pacific/Chatham",
        "Antarctica/Troll", "Asia/Gaza", "America/Santiago", "Europe/Moscow",
    ]

    @Test func `offsets from 1970 to 2100 are those of zoneinfo`() throws {
        var generator = FixedGenerator(state: 1)
        let cases = (0..<20_000).map { _ in
            (
                name: Self.zones.randomElement(using: &generator)!,
                second: Int.random(in: 0..<4_102_444_800, using: &generator)
            )
        }
        let answers = try PythonOracle.answers(cases.map { "offset \($0.name) \($0.second)" }, name: "offsets")
        try #require(answers.count == cases.count)
        let zones = try Dictionary(uniqueKeysWithValues: Self.zones.map { ($0, try zone($0)) })
        for (wanted, answer) in zip(cases, answers) {
            let offset = try #require(zones[wanted.name]).offset(at: Instant(secondsSince1970: Int64(wanted.second)))
            #expect(String(offset) == answer, "\(wanted)")
        }
    }

    /// `ours` is computed from croniter's slots without a zone and zoneinfo's clocks by our rule for changes.
    ///
    /// croniter's own rule differs around a change: what it makes of a skipped time, and of one that comes twice,
    /// depends on the expression. So its own answer must be the same but for cases within two days of a change.
    @Test func `next slots are those of croniter, on the clocks of zoneinfo`() throws {
        var generator = FixedGenerator(state: 2)
        let zones = try Dictionary(uniqueKeysWithValues: Self.zones.map { ($0, try zone($0)) })
        let cases = try (0..<3_000).map { _ in
            let name = Self.zones.randomElement(using: &generator)!
            let zone = try #require(zones[name])
            return (
                zone: zone, second: Self.second(near: zone, &generator), text: Self.expression(&generator)
            )
        }
        let questions = cases.map { "next \($0.zone.name) \($0.second) \($0.text)" }
        let answers = try PythonOracle.answers(questions, name: "slots")
        try #require(answers.count == cases.count)
        var near = 0
        for (wanted, answer) in zip(cases, answers) {
            let start = Instant(secondsSince1970: Int64(wanted.second))
            let next = try cron(wanted.text, wanted.zone).next(after: start)
            let ours = next.map { String($0.microseconds / 1_000_000) } ?? "none"
            let both = answer.split(separator: "\t")
            #expect(ours == both[0], "\(wanted.zone.name) \(start.iso8601) \(wanted.text)")
            guard ours != both[1] else { continue }
            near += 1
            let slot = try #require(next)
            let other = Instant(secondsSince1970: try #require(Int64(both[1])))
            #expect(
                Self.isNearChange(wanted.zone, [start, slot, other]),
                "\(wanted.zone.name) \(start.iso8601) \(wanted.text): \(slot.iso8601), croniter \(other.iso8601)"
            )
        }
        #expect(near < cases.count / 5)
    }

    private static func isNearChange(_ zone: Zone, _ instants: [Instant]) -> Bool {
        instants.contains { instant in
            let before = zone.offset(at: instant - .seconds(172_800))
            return (-47...48).contains { zone.offset(at: instant + .seconds($0 * 3_600)) != before }
        }
    }

    /// Every other one within a day and a half of a change of the zone's clocks.
    private static func second(near zone: Zone, _ generator: inout FixedGenerator) -> Int {
        let any = Int.random(in: 86_400 * 400..<3_786_912_000, using: &generator)
        guard Bool.random(using: &generator) else { return any }
        var second = any
        let offset = zone.offset(at: Instant(secondsSince1970: Int64(second)))
        for _ in 0..<400 {
            second += 86_400
            if zone.offset(at: Instant(secondsSince1970: Int64(second))) != offset { break }
        }
        return second - 86_400 + Int.random(in: -43_200..<86_400, using: &generator)
    }

    private static func expression(_ generator: inout FixedGenerator) -> String {
        let months = ["JAN", "FEB", "mar", "APR", "MAY", "jun", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        let weekdays = ["SUN", "MON", "TUE", "wed", "THU", "FRI", "SAT"]
        func field(_ range: ClosedRange<Int>, star: Int, names: [String] = []) -> String {
            if Int.random(in: 0..<100, using: &generator) < star { return "*" }
            func word(_ number: Int) -> String {
                guard !names.isEmpty, Bool.random(using: &generator) else { return String(number) }
                return names[number - range.lowerBound]
            }
            return (0...Int.random(in: 0..<3, using: &generator) / 2).map { _ in
                let first = Int.random(in: range, using: &generator)
                // A range of one: croniter, alone among crons, takes `5-5` for the whole field.
                guard first < range.upperBound else { return word(first) }
                let last = Int.random(in: first + 1...range.upperBound, using: &generator)
                let step = Int.random(in: 1...max(2, range.upperBound / 2), using: &generator)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: return "*/\(step)"
                case 1: return "\(word(first))-\(word(last))"
                case 2: return "\(word(first))-\(word(last))/\(step)"
                case 3: return "\(first)/\(step)"
                default: return word(first)
                }
            }.joined(separator: ",")
        }
        let (minute, hour) = (field(0...59, star: 10), field(0...23, star: 25))
        let (day, month) = (field(1...31, star: 50), field(1...12, star: 70, names: months))
        return "\(minute) \(hour) \(day) \(month) \(field(0...6, star: 50, names: weekdays))"
    }
}
