internal import Glibc
internal import Model
internal import TestSupport
internal import Testing

/// `keyturn rotate --every`, beside the stack that it rotates for.
@Suite(.unlessItHangs) struct ServiceTests {
    private let world: World

    init() throws { world = try World() }

    private static let file = "environments/prod.yaml"

    /// Starts the binary; what it says on standard error goes to a file, so that it can be read meanwhile.
    private func serve(_ arguments: String..., variables: [String: String] = [:]) async throws -> Service {
        let started = try await world.start(
            ["rotate", "--listen", "127.0.0.1:0"] + arguments,
            wrapper: ["sh", "-c", "exec \"$0\" \"$@\" 2> \(world.path("service.log"))"],
            variables: variables
        )
        try await eventually("the service listens") { try said().contains("/metrics") }
        let word = try #require(try said().split(separator: " ").first { $0.hasPrefix("http://") })
        return Service(run: started, url: String(word.dropLast("/metrics".count)))
    }

    private func said() throws -> String { world.exists("service.log") ? try world.read("service.log") : "" }

    private struct Service {
        let run: StartedRun
        let url: String

        func health() throws -> Visitor.Answer { try PromptVisitor().get("\(url)/healthz") }

        func until(_ what: String, _ isSo: (Visitor.Answer) -> Bool) async throws {
            while true {
                let answer = try health()
                if isSo(answer) { return }
                try await Task.sleep(for: .milliseconds(20))
            }
        }

        /// How many runs it reports.
        func runs() throws -> Int {
            Int(try health().body.split(separator: " ").dropFirst().first ?? "") ?? 0
        }

        /// Ends it as a supervisor does.
        func end() async throws -> Run {
            kill(run.process, SIGTERM)
            return try await run.finish()
        }
    }

    @Test func `keys are rotated under load while the database restarts, and no consumer is refused`() async throws {
        let cluster = try PostgreSQLCluster(durable: true)
        let place = try world.addEnvironment(
            "prod",
            .postgreSQLBySQL,
            on: cluster,
            rotation: "{ every: 30d, overlap: 2s }",
            deliver: ["{ dotenv: backend.env, variable: PM_MCP_API_KEY }"]
        )
        let server = try await ReferenceProcess(world, place)
        let consumers = try Consumers(world, of: place, server: server.url)
        try world.write(Self.file, try world.read(Self.file) + "onChange: \(consumers.restart)\n")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")

        let service = try await serve("--every", "1s")
        var outages: [ClosedRange<Instant>] = []
        for round in 0..<4 {
            let old = try #require(try place.accepted().first)
            try DueRotation.age(place)
            if round % 2 == 1 {
                let start = Instant.current
                try cluster.stopImmediately()
                try cluster.start()
                outages.append(start...Instant.current)
            }
            try await eventually("round \(round): the old key has ended") {
                guard let accepted = try? place.accepted() else { return false }
                return accepted.count == 1 && !accepted.contains(old)
            }
            try await consumers.used(try #require(try place.accepted().first), after: .distantPast)
            try await service.until("it is well") { $0.status == 200 }
        }
        let ended = try await service.end()
        #expect(ended.exitCode == 0, "\(ended)")
        try await world.expectOrder()
        try await consumers.end()
        // The server refuses everyone while it has no database, and once more by each connection that broke.
        let refused = try consumers.numbers.flatMap { number in
            var outcomes = try consumers.outcomes(of: number)
            for outage in outages {
                guard let first = outcomes.firstIndex(where: { $0.time >= outage.lowerBound }) else { continue }
                let back = outcomes.firstIndex { $0.isAccepted && $0.time > outage.upperBound } ?? outcomes.endIndex
                // What was asked last before it may have been answered in it.
                outcomes.removeSubrange(max(first - 1, 0)..<max(back, first))
            }
            return outcomes.filter { $0.line.contains(" refused ") }
        }
        #expect(refused.isEmpty, "\(refused.map(\.line))")
        #expect(outages.count == 2)
    }

    @Test func `SIGHUP has the configuration read again, and a broken one changes nothing`() async throws {
        let place = try world.addEnvironment("prod", rotation: "{ every: 30d, overlap: 48h }")
        try await world.expectConvergence()
        let service = try await serve("--every", "1h")
        try await service.until("the first run is over") { $0.status == 200 }

        let text = try world.read(Self.file)
        try world.write(Self.file, text + "identities: [\n")
        kill(service.run.process, SIGHUP)
        try await eventually("it says so") { try said().contains("the previous one stays in effect") }
        #expect(try said().contains("error[yaml-syntax]"))

        let old = try #require(place.keys.last)
        try DueRotation.age(place)
        try world.write(Self.file, text)
        kill(service.run.process, SIGHUP)
        try await eventually("the due key is rotated") { place.keys.count == 2 }
        try await service.until("that run is over") { $0.body.contains("2 runs") }
        #expect(try said().contains("the configuration was read again"))
        #expect(try place.end(of: old) != nil)

        let metrics = try PromptVisitor().get("\(service.url)/metrics")
        #expect(metrics.body.contains(#"keyturn_key_delivered{environment="prod",identity="backend"} 1"#), "\(metrics)")
        #expect(try PromptVisitor().get("\(service.url)/other").status == 404)
        let ended = try await service.end()
        #expect(ended.exitCode == 0, "\(ended)")
        #expect(ended.output.contains("prod: 1 key issued"), "\(ended)")
        try await world.expectOrder()
    }

    @Test func `a run that fails is told by its health, and the next one is made all the same`() async throws {
        let place = try world.addEnvironment("prod")
        try await world.expectConvergence()
        try place.database.execute("ALTER TABLE users RENAME TO elsewhere")
        let service = try await serve("--every", "1s")
        try await service.until("the run has failed") { $0.body == "the last run failed\n" && $0.status == 503 }
        try place.database.execute("ALTER TABLE elsewhere RENAME TO users")
        try await service.until("the next one succeeds") { $0.status == 200 }
        #expect(try await service.end().exitCode == 0)
    }

    /// By a clock that goes on when it is waited for: months of runs, with rotations among them.
    ///
    /// Few of those: a run holds the rows that it reads, and each rotation adds one. The first runs start the threads.
    @Test func `memory is the same after a thousand runs`() async throws {
        try world.addEnvironment("prod", rotation: "{ every: 60d, overlap: 1d }")
        let clock = ["KEYTURN_TEST_CLOCK": "\(Instant.current.microseconds)"]
        let apply = try await world.keyturn("apply", "--yes", variables: clock)
        #expect(apply.exitCode == 0, "\(apply)")
        let service = try await serve("--every", "6h", variables: clock)
        func memory(after count: Int) async throws -> Int {
            while try service.runs() < count { try await Task.sleep(for: .milliseconds(20)) }
            let words = try TestProcess.run(["cat", "/proc/\(service.run.process)/statm"]).split(separator: " ")
            return try #require(words.count > 1 ? Int(words[1]) : nil) * 4
        }
        let early = try await memory(after: 400)
        let late = try await memory(after: 1_400)
        #expect(late < early + 4_096, "\(early) KiB, then \(late)")
        #expect(try await service.end().exitCode == 0)
    }

    @Test func `without its library nothing is served, and the message says why`() async throws {
        try world.addEnvironment("prod")
        try world.write("libraries/libmicrohttpd.so.12", "no library\n")
        let run = try await world.keyturn(
            "rotate",
            "--every",
            "1h",
            "--listen",
            "127.0.0.1:0",
            variables: ["LD_LIBRARY_PATH": world.path("libraries")]
        )
        #expect(run.exitCode == 1 && run.errors.contains("libmicrohttpd.so.12: "), "\(run)")
    }

    @Test(arguments: [
        (["--listen", "127.0.0.1:9187"], "--listen requires --every"),
        (["--every", "1h", "--now", "prod/backend"], "--now rotates once"),
        (["--every", "0s"], "write a duration"),
        (["--every", "1h", "--listen", "localhost:1"], "an IP address and a port"),
    ])
    func `what makes no sense together is refused`(arguments: [String], told: String) async throws {
        try world.addEnvironment("prod")
        let run = try await world.keyturn(["rotate"] + arguments)
        #expect(run.exitCode == 64 && run.errors.contains(told), "\(run)")
    }
}
