import Foundation
import Model
import TestSupport
import Testing
import Verification

@testable import Probing

@Suite(.unlessItHangs) struct LogReaderTests {
    let world: EngineWorld
    let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))

    init() throws { world = try EngineWorld() }

    var file: String { world.folder("pm.log") }

    func write(_ text: String, _ name: String = "pm.log", aged: Duration? = nil) throws {
        try text.write(toFile: world.folder(name), atomically: false, encoding: .utf8)
        guard let aged else { return }
        let date = Date(timeIntervalSince1970: Double((now - aged).microseconds) / 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: world.folder(name))
    }

    func read(_ since: Instant? = nil, limit: Int = 8 << 20) async -> LogObservation {
        await SystemLogs(limit: limit).read(.file(file), since: since)
    }

    func text(_ observation: LogObservation) throws -> (text: String, tail: LogTail) {
        guard case .tail(let tail) = observation else {
            throw TestProcess.Failure(description: "no log: \(observation)")
        }
        return (tail.content.withBytes { String(decoding: $0, as: UTF8.self) }, tail)
    }

    // MARK: Files

    @Test func `a short log is read whole`() async throws {
        try write("one\ntwo\nhalf")
        let (text, tail) = try text(await read())
        #expect(text == "one\ntwo\nhalf")
        #expect(!tail.isCut)
        #expect(tail.since == nil)
        #expect(try #require(tail.writtenAt) >= now - .seconds(1))
    }

    @Test func `of a long log the end is read, from the beginning of a line`() async throws {
        try write((0..<1_000).map { "line \($0)\n" }.joined())
        let (text, tail) = try text(await read(limit: 25))
        #expect(text == "line 998\nline 999\n")
        #expect(tail.isCut)
    }

    @Test func `a log that was rotated since is read together with what it was rotated to`() async throws {
        try write("before\n", "pm.log.1", aged: .seconds(5))
        try write("after\n")
        #expect(try text(await read(now - .seconds(60))).text == "before\nafter\n")
    }

    @Test func `a log that was rotated long before is not looked for`() async throws {
        try write("before\n", "pm.log.1", aged: .seconds(600))
        try write("after\n")
        #expect(try text(await read(now - .seconds(60))).text == "after\n")
    }

    @Test func `a log that was truncated is read together with its copy`() async throws {
        try write("copied\n", "pm.log.1", aged: .seconds(1))
        try write("")
        #expect(try text(await read(now - .seconds(60))).text == "copied\n")
    }

    @Test func `a log that is not there is missing`() async throws {
        guard case .missing("no such file") = await read() else {
            Issue.record("a log was found")
            return
        }
    }

    @Test func `a pipe and a folder are no logs, and are not waited for`() async throws {
        #expect(mkfifo(file, 0o600) == 0)
        guard case .unreadable("it is not a regular file", _) = await read() else {
            Issue.record("a log was found")
            return
        }
        let observation = await SystemLogs().read(.file(world.folder.path), since: nil)
        guard case .unreadable("it is not a regular file", _) = observation else {
            Issue.record("a log was found")
            return
        }
    }

    @Test func `the seed's lines are found in a real file`() async throws {
        let delivered = now - .seconds(60)
        try write(
            """
            \((now - .seconds(90)).iso8601) WARNING [MCPSync] PM_MCP_API_KEY not set! Requests may fail authentication.
            \((now - .seconds(30)).iso8601) INFO [PM-CHAT] Adding MCP API key to headers for backend authentication
            \((now - .seconds(29)).iso8601) INFO [UserContext] Creating user-scoped MCP server for user: \(randomUUID())

            """
        )
        let log = LogExpectation(
            source: .file(file),
            expect: [
                "[PM-CHAT] Adding MCP API key to headers for backend authentication",
                "[UserContext] Creating user-scoped MCP server for user: ",
            ],
            reject: ["PM_MCP_API_KEY not set!"]
        )
        func verdicts(_ delivered: Instant) async -> [CheckResult.Verdict] {
            let subject = LogSubject(logs: [log], delivered: DeliveryMoment(delivered, .issued), keys: [])
            return await SystemLogs().check(subject).flatMap(\.results).map(\.verdict)
        }
        #expect(await verdicts(delivered) == [.pass, .pass, .pass])
        #expect(await verdicts(now - .seconds(120)) == [.pass, .pass, .fail])
        #expect(await verdicts(now - .seconds(10)) == [.fail, .fail, .pass])
    }

    // MARK: Containers

    func readContainer(_ since: Instant? = nil, limit: Int = 8 << 20) async throws -> LogObservation {
        let logs = SystemLogs(dockerHost: world.host, timeout: .seconds(600), limit: limit)
        return try await world.serve { await logs.read(.docker(container: "api"), since: since) }
    }

    @Test func `a container's log is taken out of its frames`() async throws {
        world.answer("/containers/api/json", .json(EngineWorld.container("api")))
        let body =
            EngineWorld.frame("one\n") + EngineWorld.frame("two\n", stream: 2) + EngineWorld.frame("thr")
            + EngineWorld.frame("ee\n")
        world.answer(
            "/containers/api/logs",
            .init(type: "application/vnd.docker.multiplexed-stream", body: body)
        )
        let since = Instant(microseconds: 1_800_000_000_900_000)
        let (text, tail) = try text(try await readContainer(since))
        #expect(text == "one\ntwo\nthree\n")
        #expect(tail.since == since)
        #expect(
            world.asked.last
                == "/containers/api/logs?stdout=1&stderr=1&timestamps=0&follow=0&tail=100000&since=1800000000"
        )
    }

    @Test func `a container with a terminal has no frames`() async throws {
        world.answer("/containers/api/json", .json(EngineWorld.container("api", tty: true)))
        world.answer(
            "/containers/api/logs",
            .init(type: "application/vnd.docker.raw-stream", body: Data("one\r\ntwo\r\n".utf8))
        )
        #expect(try text(try await readContainer()).text == "one\r\ntwo\r\n")
    }

    @Test func `of a container's long log the end is kept`() async throws {
        world.answer("/containers/api/json", .json(EngineWorld.container("api")))
        let body = (0..<5_000).reduce(into: Data()) { $0 += EngineWorld.frame("line \($1)\n") }
        world.answer("/containers/api/logs", .init(body: body))
        let (text, tail) = try text(try await readContainer(limit: 30))
        #expect(text == "line 4998\nline 4999\n")
        #expect(tail.isCut)
    }

    @Test func `what is not a stream of frames is not taken for one`() async throws {
        world.answer("/containers/api/json", .json(EngineWorld.container("api")))
        world.answer("/containers/api/logs", .init(body: Data("plain text\n".utf8)))
        guard case .unreadable("the Docker engine's log of it cannot be read", _) = try await readContainer() else {
            Issue.record("a log was found")
            return
        }
    }

    @Test func `a container that is gone has no log`() async throws {
        guard case .missing("the Docker engine does not have it: No such container: api") = try await readContainer()
        else {
            Issue.record("a log was found")
            return
        }
    }

    @Test func `an engine that cannot read its own log says so`() async throws {
        world.answer("/containers/api/json", .json(EngineWorld.container("api")))
        world.answer(
            "/containers/api/logs",
            .message("configured logging driver does not support reading", status: 501)
        )
        guard case .unreadable(let reason, _) = try await readContainer() else {
            Issue.record("a log was found")
            return
        }
        #expect(reason == "the Docker engine answered 501: configured logging driver does not support reading")
    }

    @Test func `frames may be cut anywhere`() {
        let body = EngineWorld.frame("one\n") + EngineWorld.frame("two\n", stream: 2)
        for cut in 0...body.count {
            var frames = DockerLogFrames(isRaw: false, limit: 100)
            body.prefix(cut).withUnsafeBytes { frames.append($0) }
            Data(body.dropFirst(cut)).withUnsafeBytes { frames.append($0) }
            #expect(frames.finish() == Secret(text: "one\ntwo\n"))
        }
    }
}
