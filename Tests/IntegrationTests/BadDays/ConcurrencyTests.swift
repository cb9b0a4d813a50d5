internal import TestSupport
internal import Testing

/// Several runs at once: the lock of an environment's database lets one work after the other.
@Suite(.unlessItHangs) struct ConcurrencyTests {
    static let engines: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLByORM]

    private let world: World

    init() throws { world = try World() }

    @Test(arguments: engines)
    func `the second of two applies names the holder, or waits and finds nothing to do`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try world.addEnvironment("prod", kind)
        let gate = try Gate(world)
        let first = try await world.start("apply", "--yes", variables: gate.variables)
        try await gate.reached()

        let refused = try await world.keyturn("apply", "--yes", "--lock-timeout", "0s", "-vv", mayLeave: true)
        #expect(refused.exitCode == 4, "\(refused)")
        #expect(refused.errorCodes == ["lock-held"], "\(refused)")
        #expect(refused.errors.contains("keyturn apply"))
        #expect(refused.errors.contains("process \(first.process)"))

        // Who only looks is not hindered.
        let plan = try await world.keyturn("plan", mayLeave: true)
        #expect(plan.exitCode == 0, "\(plan)")

        let second = try await world.start(
            "apply",
            "--yes",
            "-v",
            "--lock-timeout",
            "5m",
            wrapper: ["sh", "-c", #"exec "$@" 2>waiting.log"#, "sh"]
        )
        try await eventually("the second run waits for the lock") {
            try world.exists("waiting.log") && world.read("waiting.log").contains("waiting for the lock")
        }
        #expect(place.keys.isEmpty)
        try gate.open()
        let done = try await first.finish()
        #expect(done.exitCode == 0, "\(done)")
        #expect(done.output.contains("1 key issued"))
        let idle = try await second.finish()
        #expect(idle.exitCode == 0, "\(idle)")
        #expect(idle.output.contains("No changes."), "\(idle)")
        #expect(place.keys.count == 1)
        try await world.expectOrder()
    }

    @Test func `a lock that is held in one environment does not stop the others`() async throws {
        try world.addEnvironment("prod", .postgreSQLBySQL)
        let gate = try Gate(world)
        let first = try await world.start("apply", "--yes", variables: gate.variables)
        try await gate.reached()
        let dev = try world.addEnvironment("dev")
        let apply = try await world.keyturn("apply", "--yes", "--lock-timeout", "0s", mayLeave: true)
        #expect(apply.exitCode == 4, "\(apply)")
        #expect(try dev.accepted().count == 1)
        try gate.open()
        #expect(try await first.finish().exitCode == 0)
        try await world.expectOrder()
    }

    @Test func `twenty applies at once issue exactly one key in each environment`() async throws {
        let old = randomKey()
        for (name, kind) in [("dev", SeedDatabase.Kind.sqliteDashed), ("prod", .postgreSQLBySQL)] {
            let place = try world.addEnvironment(name, kind)
            try place.insertByHand(old)
            try world.paste(old, into: place)
        }
        let world = world
        let runs = try await withThrowingTaskGroup(of: Run.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await world.keyturn("apply", "--yes", "--lock-timeout", "10m", mayLeave: true)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for run in runs { #expect(run.exitCode == 0, "\(run)") }
        #expect(runs.count { $0.output.contains("key issued") } == 1)
        for place in world.places {
            #expect(place.keys.count == 2, "\(place.name) has the old key and one new one")
        }
        try await world.expectOrder()
    }
}
