import Model
import Planning
import State
import Testing

@testable import Verification

/// What the seed's document looks for in its "Verify Authentication".
enum SeedLog {
    static let adding = "[PM-CHAT] Adding MCP API key to headers for backend authentication"
    static let identified = "[UserContext] Creating user-scoped MCP server for user: "
    static let notSet = "[MCPSync] PM_MCP_API_KEY not set! Requests may fail authentication."

    static let expectation = LogExpectation(
        source: .file("/var/log/pm.log"),
        expect: [adding, identified],
        reject: [notSet]
    )
}

struct LogChecksTests {
    let world = DeliveredWorld()

    func judge(
        _ lines: String,
        _ log: LogExpectation = SeedLog.expectation,
        since: Instant? = nil,
        isCut: Bool = false,
        writtenAt: Instant? = nil,
        delivered: DeliveryMoment? = DeliveryMoment(DeliveredWorld.delivered, .fragment("backend.env"))
    ) -> [CheckResult] {
        read(lines, log, since: since, isCut: isCut, writtenAt: writtenAt, delivered: delivered).results
    }

    func read(
        _ lines: String,
        _ log: LogExpectation = SeedLog.expectation,
        since: Instant? = nil,
        isCut: Bool = false,
        writtenAt: Instant? = nil,
        delivered: DeliveryMoment? = DeliveryMoment(DeliveredWorld.delivered, .fragment("backend.env"))
    ) -> LogReading {
        LogChecks.judge(
            .tail(LogTail(content: Secret(text: lines), since: since, isCut: isCut, writtenAt: writtenAt)),
            of: log,
            LogSubject(
                logs: [log],
                delivered: delivered,
                keys: world.rows.compactMap(KeyMaterial().key),
                prefixes: ["mcp_", "pm-"]
            )
        )
    }

    func stamp(_ offset: Duration) -> String { (DeliveredWorld.delivered + offset).iso8601 }

    @Test func `the seed's lines pass where the good ones stand and the bad one does not`() {
        let results = judge(
            """
            \(stamp(.seconds(1))) INFO \(SeedLog.adding)
            \(stamp(.seconds(2))) INFO \(SeedLog.identified)00000000-0000-0000-0000-000000000000

            """
        )
        #expect(results.map(\.check) == [.logsExpect, .logsExpect, .logsReject])
        #expect(results.map(\.verdict) == [.pass, .pass, .pass])
        #expect(results.allSatisfy { $0.detail.contains("2 lines since \(DeliveredWorld.delivered.iso8601)") })
    }

    @Test func `the seed's warning fails, with the line`() throws {
        let results = judge("\(stamp(.seconds(1))) WARNING \(SeedLog.notSet)\n")
        #expect(results.map(\.verdict) == [.fail, .fail, .fail])
        #expect(results[0].detail.contains("no line has “\(SeedLog.adding)”"))
        #expect(results[2].detail.contains("“\(stamp(.seconds(1))) WARNING \(SeedLog.notSet)”"))
    }

    @Test func `lines from before the delivery do not count`() {
        let results = judge(
            """
            \(stamp(.seconds(-60))) \(SeedLog.notSet)
              a line that belongs to it: \(SeedLog.notSet)
            \(stamp(.seconds(-59))) \(SeedLog.adding)
            \(stamp(.seconds(60))) \(SeedLog.identified)x
              a line that belongs to it

            """
        )
        #expect(results.map(\.verdict) == [.fail, .pass, .pass])
        #expect(results[2].detail.contains("2 lines since"))
    }

    @Test func `without time stamps the whole tail is looked at, and that is said`() {
        let results = judge("\(SeedLog.adding)\n\(SeedLog.identified)x\n")
        #expect(results.map(\.verdict) == [.pass, .pass, .pass])
        #expect(results[0].detail.contains("no time stamps in the file: the whole tail was searched"))
    }

    @Test func `what the source cut itself is not cut again`() {
        let results = judge(
            "\(stamp(.seconds(-60))) \(SeedLog.notSet)\n",
            since: DeliveredWorld.delivered
        )
        #expect(results[2].verdict == .fail)
    }

    @Test func `before any delivery the whole tail is looked at`() {
        let results = judge("\(stamp(.seconds(-60))) \(SeedLog.notSet)\n", delivered: nil)
        #expect(results[2].verdict == .fail)
        #expect(results[2].detail.contains("nothing was delivered yet"))
    }

    @Test func `a log of which only the end was read says so`() {
        #expect(judge("\(stamp(.zero)) x\n", isCut: true)[0].detail.contains("so only its end was read"))
    }

    @Test func `an empty log has nothing to reject and nothing that is expected`() {
        #expect(judge("").map(\.verdict) == [.fail, .fail, .pass])
    }

    @Test func `an offending line shows no key`() throws {
        let keys = [world.current, world.old, world.ended, world.foreign]
            .map { $0.withBytes { String(decoding: $0, as: UTF8.self) } }
        let short = "tok3n" + String(repeating: "x", count: 18)
        let line = "refused \(keys.joined(separator: " ")) password=hunter2 \(short)"
        let log = LogExpectation(source: .file("/x"), expect: [], reject: ["refused"])
        let detail = try #require(judge("\(stamp(.zero)) \(line)\n", log).first?.detail)
        for key in keys { #expect(!detail.contains(key)) }
        #expect(!detail.contains("hunter2"))
        #expect(!detail.contains(short))
        for key in [world.current, world.old, world.ended] { #expect(detail.contains("[\(Fingerprint(of: key))]")) }
        #expect(!detail.contains(Fingerprint(of: world.foreign).description))
    }

    @Test func `an offending line is cut, and obeyed by no terminal`() throws {
        let log = LogExpectation(source: .file("/x"), expect: [], reject: ["bad"])
        let detail = try #require(
            judge("\(stamp(.zero)) bad \u{1b}[31m" + String(repeating: "so long ", count: 1_000) + "\n", log).first?
                .detail
        )
        #expect(detail.count < 300)
        #expect(!detail.contains("\u{1b}"))
    }

    @Test func `the last offending line is shown`() throws {
        let log = LogExpectation(source: .file("/x"), expect: [], reject: ["bad"])
        let detail = try #require(judge("\(stamp(.zero)) bad one\n\(stamp(.zero)) bad two\n", log).first?.detail)
        #expect(detail.contains("bad two"))
    }

    @Test func `a log that is not there fails what is expected, and what is rejected is not a pass`() {
        let subject = LogSubject(logs: [], delivered: nil, keys: [])
        let missing = LogChecks.judge(.missing("no such file"), of: SeedLog.expectation, subject).results
        #expect(missing.map(\.verdict) == [.fail, .unknown])
        #expect(missing.first?.detail == "/var/log/pm.log: no such file")
        let unreadable = LogChecks.judge(.unreadable("no", fix: "do"), of: SeedLog.expectation, subject).results
        #expect(unreadable.map(\.verdict) == [.unknown, .unknown])
    }

    @Test(arguments: [
        (false, "", [CheckResult.Verdict.fail, .pass]), (true, "", [.unknown, .unknown]),
        (true, "old", [.fail, .pass]), (true, "good bad", [.pass, .fail]),
    ])
    func `of a log that is read from its middle nothing is said that was not seen`(
        _ isCut: Bool,
        _ first: String,
        _ verdicts: [CheckResult.Verdict]
    ) {
        // A line from before the delivery shows that none since then is missing.
        let start = first == "old" ? stamp(.seconds(-600)) : stamp(.zero)
        let tail = LogTail(content: Secret(text: "\(start) \(first)\n\(stamp(.seconds(5))) line\n"), isCut: isCut)
        let log = LogExpectation(source: .file("/x"), expect: ["good"], reject: ["bad"])
        let delivered = DeliveryMoment(DeliveredWorld.delivered, .issued)
        let subject = LogSubject(logs: [], delivered: delivered, keys: [])
        #expect(LogChecks.judge(.tail(tail), of: log, subject).results.map(\.verdict) == verdicts)
    }

    @Test(arguments: [-18_000, 0, 3_600, 19_800, 25_200])
    func `time stamps without a zone are read in the zone that the file's own time tells`(_ zone: Int64) {
        let local = { (offset: Duration) in
            (DeliveredWorld.delivered + offset + .seconds(zone)).databaseText
        }
        let log = LogExpectation(source: .file("/x"), expect: ["after"], reject: ["before"])
        let results = judge(
            "\(local(.seconds(-300))) before\n\(local(.seconds(300))) after\n",
            log,
            writtenAt: DeliveredWorld.delivered + .seconds(302)
        )
        #expect(results.map(\.verdict) == [.pass, .pass])
    }
}
