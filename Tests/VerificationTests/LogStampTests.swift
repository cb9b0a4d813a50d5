import Model
import Testing

@testable import Verification

struct LogStampTests {
    static func stamp(_ line: String) -> LogStamp? { Secret(text: line).withBytes { LogStamp(in: $0) } }

    /// 2026-11-24T03:21:31Z.
    static let moment = Instant(.init(year: 2026, month: 11, day: 24, hour: 3, minute: 21, second: 31))

    @Test(arguments: [
        "2026-11-24T03:21:31Z up", "2026-11-24T03:21:31.000Z up", "2026-11-24T04:21:31+01:00 up",
        "[2026-11-24 03:21:31 +0000] [7] [INFO] up", "2026-11-23T22:21:31-0500 up",
        #"{"level":"info","time":"2026-11-24T03:21:31.000000Z","msg":"up"}"#, "INFO  2026-11-24T03:21:31Z up",
    ])
    func `a time stamp with a zone is found`(_ line: String) {
        #expect(Self.stamp(line) == LogStamp(instant: Self.moment, hasZone: true))
    }

    @Test(arguments: ["2026-11-24 03:21:31 up", "2026-11-24 03:21:31,000 - root - INFO - up", "2026-11-24T03:21:31 up"])
    func `a time stamp without a zone is found`(_ line: String) {
        #expect(Self.stamp(line) == LogStamp(instant: Self.moment, hasZone: false))
    }

    @Test(arguments: [
        "", "up", "03:21:31 up", "2026-11-24 up", "2026-13-24T03:21:31Z", "12026-11-24T03:21:31Z", "2026-11-24T03:21",
    ])
    func `what is not a time stamp is none`(_ line: String) { #expect(Self.stamp(line) == nil) }

    @Test func `a time that a message speaks of far behind is none`() {
        #expect(Self.stamp(String(repeating: "word ", count: 40) + "2026-11-24T03:21:31Z") == nil)
    }
}
