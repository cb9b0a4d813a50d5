internal import Glibc
internal import Model
internal import TestSupport
internal import Testing

/// The seed's system as a whole: PostgreSQL, the server that checks keys, a backend that uses one all the time, and
/// keyturn between them.
@Suite(.unlessItHangs) struct EndToEndTests {
    private let world: World
    private let place: Place
    private let server: ReferenceProcess
    private let consumers: Consumers

    /// The first apply has delivered a key, and its hook has started the consumer.
    init() async throws {
        world = try World()
        // A server in one time zone, its users in another: ends and uses are UTC all the same.
        place = try world.addEnvironment(
            "prod",
            .postgreSQLInOtherZones,
            rotation: "{ every: 30d, overlap: 2s }",
            deliver: ["{ dotenv: backend.env, variable: PM_MCP_API_KEY }"]
        )
        server = try await ReferenceProcess(world, place)
        consumers = try Consumers(world, of: place, server: server.url)
        try world.write(Self.file, try world.read(Self.file) + "onChange: \(consumers.restart)\n")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(consumers.numbers.count == 1)
        try await consumers.used(try current(), after: .distantPast)
    }

    private static let file = "environments/prod.yaml"

    /// The newest of the keys that the server accepts.
    private func current() throws -> String {
        let accepted = try place.accepted()
        return try #require(place.keys.last { accepted.contains($0) })
    }

    private func isQuiet(_ old: String, since quiet: Duration) throws -> Bool {
        let moment = place.database.literal((Instant.current - quiet).databaseText)
        let rows = try place.database.execute(
            """
            SELECT 1 FROM user_mcp_api_keys WHERE api_key = \(place.database.literal(old))
            AND last_used_at < \(moment)
            """
        )
        return !rows.isEmpty
    }

    /// Waits until the old key has ended, and the new one alone is accepted and used.
    private func expectEnd(of old: String, replacedBy new: String) async throws {
        #expect(try place.end(of: old) != nil)
        try await eventually("the old key ends") { try place.accepted() == [new] }
        try await consumers.used(new, after: .current)
        try await world.expectOrder()
    }

    /// Promise 1, as consumers see it: whoever was restarted was never refused, and nothing else went wrong.
    private func expectNobodyRefused(but forgotten: String? = nil, atLeast count: Int) async throws {
        let numbers = consumers.numbers.filter { $0 != forgotten }
        try await eventually("\(count) requests") {
            try numbers.reduce(0) { $0 + (try consumers.outcomes(of: $1).count) } >= count
        }
        try await consumers.end()
        for number in numbers {
            #expect(try consumers.log(of: number).hasPrefix("[PM-CHAT] Adding MCP API key to headers"))
            let bad = try consumers.outcomes(of: number).filter { !$0.isAccepted }
            #expect(bad.isEmpty, "\(bad.map(\.line))")
        }
        // What a consumer did not live to read was logged by the server.
        if forgotten == nil {
            #expect(try !server.lines().contains { $0.contains("Invalid API key") })
        }
        #expect(
            try server.lines().contains {
                $0 == "[UserContext] Creating user-scoped MCP server for user: \(Place.owner.id)"
            }
        )
    }

    @Test func `keys are rotated under constant load, and no one is ever refused; a revoked one is, at once`()
        async throws
    {
        let adoption = "{ every: 30d, overlap: 2s, adoption: required, quiet: 2s }"
        try world.write(Self.file, try world.read(Self.file).replacing("{ every: 30d, overlap: 2s }", with: adoption))
        // By hand, and then because it is due.
        for arguments in [["rotate", "prod/backend", "--now"], ["rotate"]] {
            let old = try current()
            if arguments.count == 1 { try DueRotation.age(place) }
            let rotate = try await world.keyturn(arguments)
            #expect(rotate.exitCode == 0, "\(rotate)")
            let new = try current()
            #expect(new != old)
            #expect(try place.end(of: old) == nil, "it waits for the new one's use")
            try await consumers.used(new, after: .distantPast)
            try await eventually("the old key is quiet") { try isQuiet(old, since: .seconds(2)) }
            let retire = try await world.keyturn("rotate")
            #expect(retire.exitCode == 0, "\(retire)")
            try await expectEnd(of: old, replacedBy: new)
        }

        let old = try current()
        let forgotten = try consumers.startForgotten()
        try await consumers.used(old, after: .distantPast, by: forgotten)
        let revoke = try await world.keyturn("revoke", "prod/backend", "--reason", "seen in a chat")
        let revoked = Instant.current
        #expect(revoke.exitCode == 0, "\(revoke)")
        let new = try current()
        #expect(try place.accepted() == [new])
        try await consumers.used(new, after: revoked)
        try await eventually("the forgotten consumer asks again") {
            try consumers.outcomes(of: forgotten).contains { $0.time > revoked }
        }
        let outcomes = try consumers.outcomes(of: forgotten)
        #expect(outcomes.allSatisfy { $0.time <= revoked || $0.line.contains(" refused ") })
        #expect(outcomes.drop(while: \.isAccepted).allSatisfy { $0.line.contains(" refused ") }, "once and forever")
        #expect(try server.lines().contains { $0.contains("Invalid API key") })
        try await expectNobodyRefused(but: forgotten, atLeast: 2_000)
    }

    @Test func `keyturn is killed at any moment of a rotation, and no one is ever refused`() async throws {
        // Spread over a rotation, by lot: a machine that is fast or slow today is followed by what was met.
        var longest = 400
        var kills = 0
        for round in 0..<24 where kills < 8 {
            let started = try await world.start("rotate", "prod/backend", "--now")
            let moment = Int.random(in: longest * (round % 8) / 8...longest * (round % 8 + 1) / 8)
            try await Task.sleep(for: .milliseconds(moment))
            kill(started.process, SIGKILL)
            let killed = try await started.finish()
            if killed.signal == SIGKILL {
                kills += 1
                longest = max(longest, moment * 5 / 4)
            } else {
                #expect(killed.exitCode == 0, "\(killed)")
                // It was over before: the next ones are looked for earlier, in the end at once.
                longest = longest * 2 / 3
            }
            try world.expectLit(place)
            // The next run comes later than whatever end this one gave: a key that is still used must have none.
            try await eventually("what ends has ended") {
                try place.accepted() == place.accepted(at: .current + .seconds(3_600))
            }

            let job = try await world.keyturn("rotate")
            #expect(job.exitCode == 0, "\(job)")
            let new = try current()
            try await consumers.used(new, after: .distantPast)
            try await world.expectOrder()
        }
        #expect(kills > 0, "no run was killed")
        let new = try current()
        try await eventually("all replaced keys end") { try place.accepted() == [new] }
        try await consumers.used(new, after: .current)
        try await expectNobodyRefused(atLeast: 1_000)
    }
}
