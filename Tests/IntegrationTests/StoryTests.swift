internal import Model
internal import TestSupport
internal import Testing

/// The story that Keyturn is for: one hand-made key, shared by three environments, becomes three keys.
@Suite(.unlessItHangs) struct StoryTests {
    private let world: World
    private let old = randomKey()

    init() throws {
        world = try World()
        try world.addEnvironment("dev", .sqliteDashed, rotation: "{ overlap: 1h }")
        try world.addEnvironment("staging", .postgreSQLInOtherZones, rotation: "{ every: 7d, overlap: 12h }")
        try world.addEnvironment("prod", .postgreSQLByORM, rotation: "{ every: 30d, overlap: 48h, expires: 90d }")
        for place in world.places {
            try place.insertByHand(old)
            try world.paste(old, into: place)
        }
    }

    private static let overlaps = [
        "dev": Duration.seconds(3_600), "staging": .seconds(43_200), "prod": .seconds(172_800),
    ]

    @Test func `one shared key becomes three keys, each live and delivered in its own environment alone`() async throws
    {
        let validate = try await world.keyturn("validate")
        #expect(validate.exitCode == 0, "\(validate)")
        #expect(validate.output == "The configuration is valid: 3 environments, 3 identities.\n")

        let untouched = try Snapshot(world)
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 2, "\(plan)")
        #expect(plan.output.contains("shared with prod/backend"))
        #expect(plan.output.contains("Plan: 3 to replace. 3 environments, 3 identities."))
        #expect(try Snapshot(world) == untouched)

        let before = Instant.current
        let apply = try await world.keyturn("apply", "--yes")
        let after = Instant.current
        #expect(apply.exitCode == 0, "\(apply)")

        var fresh: Set<String> = []
        for place in world.places {
            let keys = place.keys.filter { $0 != old }
            #expect(keys.count == 1, "\(place.name) has one new key")
            fresh.formUnion(keys)
            #expect(try place.accepted() == Set(keys + [old]))

            // The old key expires: its end is in the row, in UTC.
            let overlap = try #require(Self.overlaps[place.name])
            let end = try #require(try place.end(of: old), "\(place.name) ends the old key")
            #expect(end >= before + overlap && end <= after + overlap, "\(place.name) ends it at \(end)")
            #expect(try place.accepted(at: end - .seconds(1)).contains(old))
            #expect(try place.accepted(at: end + .seconds(1)) == Set(keys))

            let delivered = try world.delivered(to: place)
            #expect(Set(delivered.values) == Set(keys))
            #expect(
                delivered.keys.sorted() == [
                    "\(place.output)/backend.env", "\(place.output)/compose.keyturn.yaml",
                    "\(place.output)/secrets/pm_mcp_api_key",
                ]
            )
            let dotenv = try world.read("\(place.output)/backend.env")
            #expect(dotenv.hasPrefix("# Pasted by hand.\nLOG_LEVEL=info\nPM_MCP_API_KEY="))
        }
        #expect(fresh.count == 3, "three different keys")
        #expect(!fresh.contains(old))
    }

    @Test func `the new keys of prod carry the end that was declared, the others none`() async throws {
        let before = Instant.current
        try await world.keyturn("apply", "--yes")
        let prod = try world.place("prod")
        let key = try #require(prod.keys.first { $0 != old })
        let end = try #require(try prod.end(of: key))
        #expect(end >= before + .seconds(90 * 86_400) && end <= .current + .seconds(90 * 86_400))
        let dev = try world.place("dev")
        #expect(try dev.end(of: #require(dev.keys.first { $0 != old })) == nil)
    }

    @Test func `a second plan is empty, and a second apply touches no row, no file and no folder`() async throws {
        try await world.keyturn("apply", "--yes")
        let snapshot = try Snapshot(world)
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan)")
        #expect(plan.output.contains("No changes. 3 environments, 3 identities"))
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(try Snapshot(world) == snapshot)
        let status = try await world.keyturn("status")
        #expect(status.exitCode == 0, "\(status)")
        #expect(try Snapshot(world) == snapshot)
        try await world.expectOrder()
    }

    @Test func `what keyturn sends to a PostgreSQL server does not appear in the server's log`() async throws {
        let apply = try await world.keyturn("apply", "--yes", "-vv")
        #expect(apply.exitCode == 0, "\(apply)")
        // The shared server logs every statement with its parameters. The old key is there: it was inserted by SQL.
        let log = try PostgreSQLCluster.shared().logText()
        for place in world.places {
            for key in place.keys where key != old {
                let isAbsent = !log.contains(key)
                #expect(isAbsent, "the server's log holds a key of \(place.name)")
            }
        }
    }
}
