import Schedule
import Testing

struct DurationTextTests {
    @Test(arguments: [
        ("90s", 90), ("15m", 900), ("36h", 129_600), ("30d", 2_592_000), ("2w", 1_209_600), ("1s", 1),
        ("007d", 604_800),
        ("36525d", 3_155_760_000),
    ])
    func `one number and one unit are a duration`(text: String, seconds: Int) throws {
        #expect(try DurationText.parse(text) == .seconds(seconds))
    }

    @Test(arguments: [
        ("", DurationTextError.noNumber), ("d", .noNumber), ("-3d", .noNumber), (" 3d", .noNumber),
        ("1.5h", .unknownUnit),
        ("30", .noUnit), ("30 d", .unknownUnit), ("30days", .unknownUnit), ("30D", .unknownUnit), ("3µ", .unknownUnit),
        ("1d12h", .severalParts), ("0s", .zero), ("000w", .zero), ("36526d", .tooLong),
        ("99999999999999999999d", .tooLong), ("9223372036854775807w", .tooLong),
    ])
    func `anything else is refused for what it is`(text: String, error: DurationTextError) {
        #expect(throws: error) { try DurationText.parse(text) }
    }

    @Test(arguments: [
        (0, "0s"), (59, "59s"), (60, "1m"), (90, "90s"), (3_600, "1h"), (129_600, "36h"), (172_800, "2d"),
        (1_209_600, "14d"), (-3_600, "-1h"),
    ])
    func `the exact form uses the largest unit that divides it, days before weeks`(seconds: Int, text: String) {
        #expect(DurationText.format(.seconds(seconds)) == text)
    }

    @Test(arguments: [1, 59, 60, 61, 3_600, 7_200, 86_399, 86_400, 604_800, 3_155_760_000])
    func `the exact form reads back as the same duration`(seconds: Int) throws {
        #expect(try DurationText.parse(DurationText.format(.seconds(seconds))) == .seconds(seconds))
    }

    @Test(arguments: [
        (0, "0 s"), (45, "45 s"), (60, "1 min"), (61, "1 min 1 s"), (11_520, "3 h 12 min"), (11_521, "3 h 12 min"),
        (518_400, "6 d"), (522_000, "6 d 1 h"), (518_460, "6 d"), (950_400, "11 d"), (954_000, "11 d"),
        (-90, "-1 min 30 s"),
    ])
    func `the approximate form has at most two units`(seconds: Int, text: String) {
        #expect(DurationText.approximate(.seconds(seconds)) == text)
    }

    @Test(arguments: [
        (0, "0 s"), (45, "45 s"), (603_000, "6 d 23 h 30 min"), (1_211_400, "14 d 30 min"),
        (90_061, "1 d 1 h 1 min 1 s"),
        (864_000, "10 d"), (-5_400, "-1 h 30 min"),
    ])
    func `the form in words is exact`(seconds: Int, text: String) {
        #expect(DurationText.inWords(.seconds(seconds)) == text)
    }

    @Test(arguments: DurationTextError.allCases)
    func `every refusal says why in words`(error: DurationTextError) {
        #expect(!error.reason.isEmpty)
    }
}
