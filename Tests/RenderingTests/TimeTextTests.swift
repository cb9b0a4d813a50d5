import Model
import Testing

@testable import Rendering

@Suite struct TimeTextTests {
    @Test(
        arguments: [
            (0, "now"), (1, "in 1 s"), (-1, "1 s ago"), (59, "in 59 s"), (3_599, "in 1 h"), (172_799, "in 2 d"),
            (-86_400, "1 d ago"), (5_400, "in 1 h 30 min"), (2_591_999, "in 30 d"),
        ] as [(Int64, String)]
    )
    func `distances read as they feel`(seconds: Int64, text: String) {
        #expect(TimeText.relative(now + .seconds(seconds), to: now) == text)
    }

    @Test func `moments are in UTC, to the minute`() {
        #expect(TimeText.moment(now) == "2026-11-23 15:40 UTC")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000")])
    func `thousands stand apart`(number: Int, text: String) {
        #expect(grouped(number) == text)
    }
}
