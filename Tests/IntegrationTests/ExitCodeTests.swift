internal import TestSupport
internal import Testing

/// What the shell is reported, as a table: the numbers are a promise, in every format.
@Suite(.unlessItHangs) struct ExitCodeTests {
    /// What an environment is like when the command is run.
    enum Situation: Sendable {
        /// A key is still to be issued.
        case pending
        /// Everything is as it should be.
        case settled
        /// A rule of policy objects to what is declared.
        case refused
        /// The database does not exist.
        case unreachable
        /// An environment file is no YAML.
        case broken
    }

    private static let formats = ["text", "json", "markdown"]

    @Test(
        arguments: [
            (Situation.pending, [], 0), (.pending, ["--detailed-exitcode"], 2), (.settled, ["--detailed-exitcode"], 0),
            (.refused, [], 3), (.refused, ["--detailed-exitcode"], 3), (.unreachable, ["--detailed-exitcode"], 1),
            (.broken, ["--detailed-exitcode"], 1), (.pending, ["--at", "2099-01-01", "--detailed-exitcode"], 2),
            (.pending, ["-e", "nowhere"], 64), (.pending, ["--nonsense"], 64),
        ] as [(Situation, [String], Int)]
    )
    func `a plan ends with the same code in every format`(
        _ situation: Situation,
        _ arguments: [String],
        _ code: Int
    ) async throws {
        let world = try await world(situation)
        for format in Self.formats {
            let run = try await world.keyturn(["plan", "--format", format] + arguments, mayLeave: true)
            #expect(Int(run.exitCode ?? -1) == code, "\(run)")
        }
    }

    @Test(
        arguments: [
            (Situation.pending, ["validate"], 0), (.refused, ["validate"], 3), (.broken, ["validate"], 1),
            (.pending, ["apply", "--yes"], 0), (.settled, ["apply", "--yes"], 0), (.refused, ["apply", "--yes"], 3),
            (.unreachable, ["apply", "--yes"], 1), (.broken, ["apply", "--yes"], 1), (.pending, ["apply"], 64),
            (.pending, ["apply", "nothing.plan"], 1), (.pending, ["show", "nothing.plan"], 1),
            (.settled, ["rotate", "--yes"], 0), (.unreachable, ["rotate", "--yes"], 1),
            (.settled, ["rotate", "prod/backend", "--now", "--reason", "a test", "--yes"], 0),
            (.settled, ["revoke", "prod/backend", "--yes"], 0), (.pending, ["revoke", "prod/backend", "--yes"], 1),
            (.settled, ["status"], 0), (.unreachable, ["status"], 1), (.settled, ["schedule"], 0),
            (.settled, ["forecast"], 0), (.settled, ["isolation"], 0), (.unreachable, ["isolation"], 1),
            (.settled, ["policy", "list"], 0), (.settled, ["policy", "explain", "no-such-rule"], 64),
            (.settled, ["schema", "environment"], 0), (.settled, ["schema", "nothing"], 64),
        ] as [(Situation, [String], Int)]
    )
    func `every command ends with the code that it promises`(
        _ situation: Situation,
        _ arguments: [String],
        _ code: Int
    ) async throws {
        let run = try await world(situation).keyturn(arguments, mayLeave: true)
        #expect(Int(run.exitCode ?? -1) == code, "\(run)")
    }

    @Test func `a lock that another run holds is code 4, whatever else would be`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let gate = try Gate(world)
        let holder = try await world.start("apply", "--yes", variables: gate.variables)
        try await gate.reached()
        for command in ["apply", "rotate"] {
            let run = try await world.keyturn(command, "--yes", "--lock-timeout", "0s", mayLeave: true)
            #expect(run.exitCode == 4, "\(run)")
        }
        try gate.open()
        #expect(try await holder.finish().exitCode == 0)
    }

    private func world(_ situation: Situation) async throws -> World {
        let world = try World()
        let prod = try world.addEnvironment("prod")
        switch situation {
        case .pending: break
        case .settled: #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        case .refused: try world.write("environments/_policy.yaml", "rules: { min-key-bits: 4096 }\n")
        case .unreachable: world.setURL(prod, "sqlite:\(world.path("nothing/here.db"))")
        case .broken: try world.write("environments/prod.yaml", "environment: [prod\n")
        }
        return world
    }
}
