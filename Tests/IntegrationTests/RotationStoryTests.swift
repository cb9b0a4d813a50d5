internal import Model
internal import TestSupport
internal import Testing

/// The life of a key on a real server's database: rotated by a job, taken up, revoked, removed.
@Suite(.unlessItHangs) struct RotationStoryTests {
    static let engines: [SeedDatabase.Kind] = [
        .sqliteWAL, .postgreSQLByORM, .postgreSQLInOtherZones, .postgreSQLWithZones,
    ]

    private let world: World
    private let old = randomKey()

    init() throws { world = try World() }

    private func place(_ kind: SeedDatabase.Kind, _ rotation: String) throws -> Place {
        let place = try world.addEnvironment("prod", kind, rotation: rotation)
        try place.insertByHand(old)
        return place
    }

    private func use(_ key: String, ago: Duration, in place: Place) throws {
        let time = place.database.time(.current - ago)
        try place.database.execute(
            "UPDATE user_mcp_api_keys SET last_used_at = \(time) WHERE api_key = \(place.database.literal(key))"
        )
    }

    @Test(arguments: engines)
    func `a job rotates what is due, once, and the old key expires`(_ kind: SeedDatabase.Kind) async throws {
        let place = try place(kind, "{ overlap: 48h }")
        try await world.keyturn("apply", "--yes")
        #expect(place.keys == [old], "a key that was made by hand is taken over")
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file).replacing("{ overlap: 48h }", with: "{ every: 30d, overlap: 48h }"))

        let before = Instant.current
        let run = try await world.keyturn("rotate")
        #expect(run.exitCode == 0, "\(run)")
        let new = try #require(place.keys.last)
        #expect(place.keys.count == 2)
        let end = try #require(try place.end(of: old))
        #expect(end >= before + .seconds(172_800) && end <= .current + .seconds(172_800))
        #expect(try place.accepted() == [old, new])
        #expect(try place.accepted(at: end + .seconds(1)) == [new])
        try await world.expectOrder()

        let snapshot = try Snapshot(world)
        let idle = try await world.keyturn("rotate")
        #expect(idle.output.hasPrefix("Nothing is due."), "\(idle)")
        #expect(try Snapshot(world) == snapshot)
    }

    @Test(arguments: engines)
    func `where adoption is required the old key waits for the new one's use`(_ kind: SeedDatabase.Kind) async throws {
        let place = try place(kind, "{ overlap: 48h, adoption: required, quiet: 10m }")
        try await world.keyturn("apply", "--yes")
        try await world.keyturn("rotate", "prod/backend", "--now")
        let new = try #require(place.keys.last)
        #expect(try place.end(of: old) == nil)

        try use(old, ago: .seconds(180), in: place)
        let waiting = try await world.keyturn("rotate")
        #expect(waiting.exitCode == 0, "\(waiting)")
        #expect(waiting.output.contains("prod/backend: the old key"), "\(waiting)")
        #expect(try place.end(of: old) == nil)

        try use(old, ago: .seconds(700), in: place)
        try use(new, ago: .seconds(60), in: place)
        let retired = try await world.keyturn("rotate")
        #expect(retired.exitCode == 0, "\(retired)")
        #expect(try place.end(of: old) != nil)
        try await world.expectOrder()
    }

    @Test(arguments: engines)
    func `a revoked key is refused at once, and its successor delivered`(_ kind: SeedDatabase.Kind) async throws {
        let place = try place(kind, "{ overlap: 48h }")
        try await world.keyturn("apply", "--yes")
        let run = try await world.keyturn("revoke", "prod/backend", "--reason", "seen in a chat")
        #expect(run.exitCode == 0, "\(run)")
        let new = try #require(place.keys.last)
        #expect(try place.accepted() == [new])
        #expect(Set(try world.delivered(to: place).values) == [new])
        try await world.expectOrder()
    }

    @Test(arguments: engines)
    func `an absent identity is gone from rows that are accepted and from files`(_ kind: SeedDatabase.Kind) async throws
    {
        let place = try place(kind, "{ overlap: 48h }")
        try world.paste(old, into: place)
        try await world.keyturn("apply", "--yes")
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file).replacing("    rotation:", with: "    state: absent\n    rotation:"))
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 0, "\(run)")
        #expect(try place.accepted().isEmpty)
        #expect(world.files(below: place.output) == ["\(place.output)/backend.env"])
        #expect(try world.read("\(place.output)/backend.env") == "# Pasted by hand.\nLOG_LEVEL=info\n")
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan)")
    }
}
