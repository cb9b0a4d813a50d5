internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// A machine whose clock is wrong issues no key that is dead at birth, and ends none in the past.
@Suite(.unlessItHangs) struct ClockTests {
    private let world: World
    private let old = randomKey()
    private static let year = Duration.seconds(365 * 86_400)

    init() throws {
        world = try World()
        try world.makeFolder("audit")
    }

    private func due(_ kind: SeedDatabase.Kind) throws -> Place {
        let place = try world.addEnvironment("prod", kind, rotation: "{ every: 30d, overlap: 48h, expires: 90d }")
        try place.insertByHand(old)
        try world.paste(old, into: place)
        return place
    }

    private func clock(_ moment: Instant) -> [String: String] { ["KEYTURN_TEST_CLOCK": "\(moment.microseconds)"] }

    private func expectRefusal(_ place: Place, _ moment: Instant, _ words: String) async throws {
        let before = try Snapshot(world)
        for verb in [
            ["plan"], ["rotate"], ["apply", "--yes"], ["rotate", "prod/backend", "--now"], ["revoke", "prod/backend"],
        ] {
            let run = try await world.keyturn(verb, variables: clock(moment))
            #expect(run.exitCode == 1, "\(run)")
            #expect(run.errorCodes == ["clock-differs"], "\(run)")
            #expect(run.errors.contains(words), "\(run)")
        }
        #expect(try Snapshot(world).rows == before.rows)
        #expect(try Snapshot(world).contents == before.contents)
        #expect(try place.accepted() == [old])
        let doctor = try await world.keyturn(["doctor"], variables: clock(moment))
        #expect(doctor.exitCode == 1)
        #expect(doctor.output.contains("database-clock"), "\(doctor)")
        let output = doctor.output.split { $0.isWhitespace }.joined(separator: " ")
        #expect(output.contains(words), "\(doctor)")
    }

    @Test func `a clock at 1970 writes nothing`() async throws {
        try await expectRefusal(
            try due(.postgreSQLBySQL),
            Instant(secondsSince1970: 100),
            "behind the database server's"
        )
    }

    @Test(arguments: [
        (Duration.zero - ClockTests.year, "365 d behind the database server's"),
        (ClockTests.year, "ahead of the database server's"),
        (.seconds(-6 * 60), "behind the database server's"), (.seconds(60 * 60), "ahead of the database server's"),
    ])
    func `a clock that is more than a few minutes off writes nothing`(_ error: Duration, _ words: String) async throws {
        try await expectRefusal(try due(.postgreSQLWithZones), .current + error, words.replacing("365 d ", with: ""))
    }

    @Test func `a clock at 1970 is held against the newest row of a file`() async throws {
        let place = try due(.sqliteDashed)
        try await expectRefusal(place, Instant(secondsSince1970: 100), "behind the newest row of the database")
    }

    @Test func `a use that is later than now says that the clock is behind, also in a file`() async throws {
        let place = try due(.sqliteDashed)
        let used = place.database.time(.current)
        try place.database.execute("UPDATE user_mcp_api_keys SET last_used_at = \(used)")
        try await expectRefusal(place, .current - .seconds(3_600), "behind the newest row of the database")
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed], [Duration.seconds(-60), .seconds(60)])
    func `clocks that differ by minutes are let pass`(_ kind: SeedDatabase.Kind, _ error: Duration) async throws {
        let place = try due(kind)
        let run = try await world.keyturn(["rotate"], variables: clock(.current + error))
        #expect(run.exitCode == 0, "\(run)")
        #expect(try place.accepted().count == 2)
    }

    @Test func `metrics and the audit's first line carry the difference`() async throws {
        let place = try due(.postgreSQLBySQL)
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: ../audit/prod.jsonl }\n")
        try world.write("environments/_policy.yaml", "rules:\n  min-overlap: 1h\n")
        let moment = clock(.current - .seconds(120))
        let run = try await world.keyturn(["rotate", "--metrics-file", "keyturn.prom"], variables: moment)
        #expect(run.exitCode == 0, "\(run)")
        #expect(try place.accepted().count == 2)
        let metrics = try world.read("keyturn.prom")
        let line = try #require(metrics.split(separator: "\n").first { $0.hasPrefix("keyturn_clock_offset_seconds{") })
        #expect(line.contains(#"environment="prod""#))
        let offset = try #require(line.split(separator: " ").last.flatMap { Double($0) })
        #expect(offset >= 120 && offset < 300)

        struct Started: Decodable {
            let event: String
            let clock_offset_ms: Int?
            let policy: String?
            let limits: [String: String]?
        }
        let lines = try world.read("audit/prod.jsonl").split(separator: "\n").map {
            try JSONDecoder().decode(Started.self, from: Data($0.utf8))
        }
        let started = try #require(lines.first)
        #expect(started.event == "started")
        #expect(try #require(started.clock_offset_ms) >= 120_000)
        #expect(started.policy?.count == 64)
        #expect(started.limits == ["min-overlap": "1h"])
        #expect(lines.dropFirst().allSatisfy { $0.policy == nil && $0.limits == nil })
    }
}
