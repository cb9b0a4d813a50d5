import Model
import Planning
import Testing

@testable import Verification

/// Whether a log's lines are told from those that Keyturn's own questions left there.
struct OwnQuestionsTests {
    private static let user = "Creating user-scoped MCP server for user: 1"
    private static let log = LogExpectation(
        source: .file("/var/log/pm.log"),
        expect: ["Creating user-scoped"],
        reject: ["Invalid API key", "401"]
    )

    private func read(_ lines: [String], prefixes: Set<String> = ["mcp_"], isCut: Bool = false) -> LogReading {
        LogChecks.judge(
            .tail(LogTail(content: Secret(text: lines.map { "\($0)\n" }.joined()), isCut: isCut)),
            of: Self.log,
            LogSubject(logs: [Self.log], delivered: nil, keys: [], prefixes: prefixes)
        )
    }

    private func verdicts(_ lines: [String], prefixes: Set<String> = ["mcp_"]) -> [CheckResult.Verdict] {
        read(lines, prefixes: prefixes).results.map(\.verdict)
    }

    private static func opening(_ place: Int = 0, _ prefix: String = "mcp_") -> String {
        "[AuthManager] Invalid API key: \(prefix)faced\(String(place, radix: 16))..."
    }

    private static func closing(_ place: Int = 0, _ prefix: String = "mcp_") -> String {
        "[AuthManager] Invalid API key: \(prefix)faded\(String(place, radix: 16))..."
    }

    private static let burst = [
        opening(), "Error in SSE endpoint: 401", user, "Error in SSE endpoint: 401", closing(),
    ]

    @Test func `what a run of verify leaves behind counts for nothing`() {
        #expect(verdicts(Self.burst) == [.fail, .pass, .pass])
        #expect(read(Self.burst).results[0].detail.contains("Keyturn's own requests are ignored"))
    }

    @Test func `a consumer's line beside it counts`() {
        for lines in [[Self.user] + Self.burst, Self.burst + [Self.user], Self.burst + [Self.user] + Self.burst] {
            #expect(verdicts(lines) == [.pass, .pass, .pass])
        }
        #expect(verdicts(Self.burst + ["[AuthManager] Invalid API key: mcp_2e5775..."]) == [.fail, .fail, .pass])
    }

    @Test func `what is asked at the same time is told apart`() {
        let lines = [
            Self.opening(1), Self.opening(10), Self.user, Self.closing(1), Self.user, Self.closing(10), "up",
        ]
        #expect(verdicts(lines) == [.fail, .pass, .pass])
        #expect(verdicts(lines + [Self.user]) == [.pass, .pass, .pass])
    }

    @Test func `a run that was killed hides no more than its first line`() {
        #expect(verdicts([Self.opening(), Self.user]) == [.pass, .pass, .pass])
        #expect(verdicts([Self.opening(), Self.user] + Self.burst) == [.pass, .pass, .pass])
    }

    @Test func `a log that was cut between two marks has the first one's lines before`() {
        #expect(read([Self.user, Self.closing(), "up"], isCut: true).results.map(\.verdict) == [.fail, .pass, .pass])
        #expect(verdicts([Self.user, Self.closing(), "up"]) == [.pass, .pass, .pass])
    }

    @Test(arguments: ["pm-", ""]) func `marks stand behind the prefixes that keys have`(_ prefix: String) {
        let lines = [Self.opening(0, prefix), Self.user, Self.closing(0, prefix)]
        #expect(verdicts(lines, prefixes: [prefix, "sk_"]) == [.fail, .pass, .pass])
        #expect(verdicts(lines, prefixes: ["sk_"]) == [.pass, .fail, .pass])
    }

    @Test func `words of a log are no marks`() {
        let lines = ["it faced a problem", "defaced0 by x", Self.user, "the light faded 1 time"]
        #expect(verdicts(lines, prefixes: [""]) == [.pass, .pass, .pass])
    }

    @Test func `a line of a log of requests with our name counts for nothing`() {
        #expect(verdicts(["GET /sse 401 \"keyturn-probe\""]) == [.fail, .pass, .pass])
    }

    // MARK: - Where no marks are shown

    @Test func `lines that questions leave without a mark prove nothing`() {
        let before = read([Self.user])
        let after = read([Self.user, Self.user])
        #expect(before.isWorthAnotherLook && after.isUnmarked(since: before))
        #expect(before.results(after: after, later: after).map(\.verdict) == [.unknown, .pass, .pass])
        let rejected = read(["401", Self.user])
        let again = rejected.results(after: read(["401", Self.user, "401"]), later: nil)
        #expect(again.map(\.verdict) == [.pass, .pass, .unknown])
    }

    @Test func `lines that come while nothing is asked are others'`() {
        let readings = (1...3).map { read(Array(repeating: Self.user, count: $0)) }
        #expect(readings[0].results(after: readings[1], later: readings[2]).map(\.verdict) == [.pass, .pass, .pass])
    }

    @Test func `a log in which questions leave no trace is believed, and so is one that marks them`() {
        let before = read([Self.user])
        #expect(before.results(after: before, later: nil).map(\.verdict) == [.pass, .pass, .pass])
        let marked = read([Self.user] + Self.burst)
        #expect(marked.hasTraces(since: before) && !marked.isUnmarked(since: before))
        #expect(before.results(after: marked, later: nil).map(\.verdict) == [.pass, .pass, .pass])
    }

    @Test func `what is not there needs no other look`() {
        #expect(!read(["up"]).isWorthAnotherLook)
    }

    @Test(arguments: KeyFormat.Encoding.allCases)
    func `marks are keys of their format, each another`(_ encoding: KeyFormat.Encoding) {
        let format = KeyFormat(prefix: "mcp_", bytes: 16, encoding: encoding)
        var number: UInt8 = 0
        let marks = ProbeMarks(format, place: 29) {
            number += 1
            return format.key(from: Array(repeating: number, count: 16))
        }
        #expect(format.matches(marks.opening) && format.matches(marks.closing))
        #expect(marks.opening.withBytes { $0.starts(with: "mcp_facedd".utf8) })
        #expect(marks.closing.withBytes { $0.starts(with: "mcp_fadedd".utf8) })
    }
}
