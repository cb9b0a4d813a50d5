internal import Glibc
internal import TestSupport
internal import Testing

/// Ctrl-C and SIGTERM: before the first effect the run ends at once, after it what was begun is finished.
@Suite(.unlessItHangs) struct SignalTests {
    private let world: World

    init() throws { world = try World() }

    @Test(
        arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL],
        [SIGINT, SIGTERM, SIGHUP, SIGKILL]
    )
    func `a signal before the first effect ends the run, changes nothing and frees the lock`(
        _ kind: SeedDatabase.Kind,
        _ signal: Int32
    ) async throws {
        let place = try world.addEnvironment("prod", kind)
        let gate = try Gate(world)
        let started = try await world.start("apply", "--yes", variables: gate.variables)
        try await gate.reached()
        kill(started.process, signal)
        let run = try await started.finish()
        #expect(run.signal == signal, "\(run)")
        if signal != SIGKILL { #expect(run.errors.contains("keyturn: interrupted")) }
        #expect(place.keys.isEmpty)
        #expect(!world.exists("deploy"))
        try gate.open()
        try await world.expectConvergence()
    }

    @Test(arguments: [SIGHUP, SIGINT])
    func `a signal that whoever started the run has it ignore does not end it, and SIGTERM does`(
        _ signal: Int32
    ) async throws {
        let place = try world.addEnvironment("prod")
        let gate = try Gate(world)
        let trap = "trap '' \(signal == SIGHUP ? "HUP" : "INT"); exec \"$@\""
        for ends in [false, true] {
            let started = try await world.start(
                "apply",
                "--yes",
                wrapper: ["sh", "-c", trap, "sh"],
                variables: gate.variables
            )
            try await gate.reached()
            kill(started.process, signal)
            if ends { kill(started.process, SIGTERM) } else { try gate.open() }
            let run = try await started.finish()
            if ends {
                #expect(run.signal == SIGTERM, "\(run)")
            } else {
                #expect(run.exitCode == 0, "\(run)")
                #expect(place.keys.count == 1)
                try world.remove("gate/open")
                try world.remove("gate/reached")
            }
        }
        try gate.open()
        try await world.expectConvergence()
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal after the first effect lets the run finish what it began`(_ signal: Int32) async throws {
        // The server gives up a statement that waits for a table for five seconds. A test that was not scheduled for so
        // long is made again.
        for _ in 0..<50 {
            let world = try World()
            let place = try world.addEnvironment("prod", .postgreSQLBySQL)
            let writers = try PostgreSQLClient(PostgreSQLCluster.shared().url(place.database.name))
            try writers.rows("BEGIN; LOCK TABLE user_mcp_api_keys IN SHARE MODE")
            let started = try await world.start(
                "apply",
                "--yes",
                wrapper: ["sh", "-c", #"exec "$@" 2>said.log"#, "sh"]
            )
            let isOver = { try world.exists("said.log") && world.read("said.log").contains("database-timeout") }
            try await eventually("the insert waits for the table") {
                try isOver()
                    || place.database.execute(
                        """
                        SELECT 1 FROM pg_locks WHERE NOT granted AND relation IS NOT NULL
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """
                    ) != []
            }
            if try !isOver() {
                kill(started.process, signal)
                try await eventually("the run says that it goes on") {
                    try isOver() || world.read("said.log").contains("finishing the current work")
                }
            }
            try writers.rows("ROLLBACK")
            let run = try await started.finish()
            if run.exitCode == 1, try isOver() { continue }
            #expect(run.exitCode == 0, "\(run)")
            #expect(run.output.contains("1 key issued"))
            #expect(try Set(world.delivered(to: place).values) == place.accepted())
            try await world.expectOrder()
            return
        }
        Issue.record("the table was never waited for in time")
    }

    @Test func `a second signal ends the command that is waited for, too`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let text = try world.read("environments/prod.yaml")
        let command = "echo $$$$ > ../command.pid; sleep 600"
        try world.write("environments/prod.yaml", text + "    onChange: [sh, -c, \"\(command)\"]\n")
        let started = try await world.start("apply", "--yes", wrapper: ["sh", "-c", #"exec "$@" 2>said.log"#, "sh"])
        try await eventually("the command runs") {
            world.exists("command.pid") && (try? world.read("command.pid").hasSuffix("\n")) == true
        }
        let leader = try #require(pid_t(try world.read("command.pid").dropLast()))
        kill(started.process, SIGTERM)
        try await eventually("the run says that it goes on") {
            try world.read("said.log").contains("finishing the current work")
        }
        kill(started.process, SIGTERM)
        let run = try await started.finish()
        #expect(run.signal == SIGTERM, "\(run)")
        try await eventually("the command has ended") { kill(leader, 0) != 0 }
        try await world.expectConvergence()
    }
}
