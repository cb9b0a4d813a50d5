internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// A fleet whose keys are old already: what one run begins.
@Suite(.unlessItHangs) struct ManyRotationsTests {
    /// An environment with as many identities as days, each with a key that is so many days older than forty.
    private func world(_ kind: SeedDatabase.Kind, _ count: Int, _ rotation: String, _ more: String = "") throws -> World
    {
        let world = try World()
        let place = Place(name: "prod", database: try SeedDatabase(kind))
        world.add(place)
        world.setURL(place)
        var text = """
            environment: prod
            database: { url: "${PROD_DATABASE_URL}" }
            output: ../deploy/prod
            \(more)
            identities:

            """
        for number in 0..<count {
            let id = randomUUID()
            let owner = try #require(OwnerID(id))
            try place.database.insert(Owner(id: owner, email: "svc\(number)@backend", name: "Service \(number)"))
            let created = Instant.current - .seconds(Int64(40 + number) * 86_400)
            try place.database.insertKey(randomKey(), owner: owner, name: "Key", createdAt: created)
            text += """
                  svc\(number):
                    owner: { id: \(id), email: svc\(number)@backend, name: Service \(number) }
                    key: { name: Key, prefix: mcp_, bytes: 32, encoding: hex }
                    rotation: \(rotation)
                    deliver: [{ dotenv: svc\(number).env, variable: KEY }]

                """
            world.mayHoldKeys(["deploy/prod/svc\(number).env"])
        }
        try world.write("environments/prod.yaml", text)
        return world
    }

    private func json(_ run: Run) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    /// Delivers every key as it is.
    private func adopt(_ world: World) async throws {
        let file = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", file.replacing("every: 30d, ", with: ""))
        try world.write(
            "environments/prod.yaml",
            try world.read("environments/prod.yaml").replacing("firstWithin: 14d, ", with: "")
        )
        let adopted = try await world.keyturn("apply", "--yes")
        #expect(adopted.exitCode == 0, "\(adopted)")
        try world.write("environments/prod.yaml", file)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a run begins as many as it may, the oldest first, and the next ones go on`(kind: SeedDatabase.Kind)
        async throws
    {
        let world = try world(kind, 7, "{ every: 30d, overlap: 2d }", "maxPerRun: 3")
        try await adopt(world)
        var rotated: [String] = []
        for expected in [3, 3, 1, 0] {
            let run = try await world.keyturn("rotate", "--format", "json")
            #expect(run.exitCode == 0, "\(run)")
            let plan = try json(run)
            let changes = try #require(plan["changes"] as? [[String: Any]])
            #expect(changes.count == expected, "\(run)")
            let environment = try #require((plan["environments"] as? [[String: Any]])?.first)
            let left = 7 - rotated.count - expected
            #expect((environment["postponed"] as? [String])?.count == left)
            let codes = try #require(plan["diagnostics"] as? [[String: Any]]).compactMap { $0["code"] as? String }
            #expect(codes.contains("rotations-postponed") == (left > 0))
            rotated += changes.compactMap { $0["identity"] as? String }
        }
        #expect(rotated.count == 7)
        #expect(Set(rotated.prefix(3)) == ["svc4", "svc5", "svc6"] && rotated.last == "svc0")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `a plan offers to spread first rotations, and does where it is declared`(kind: SeedDatabase.Kind) async throws
    {
        let sudden = try world(kind, 12, "{ every: 30d, overlap: 2d }")
        let plan = try await sudden.keyturn("plan")
        #expect(plan.warningCodes.contains("first-rotations"), "\(plan)")
        #expect(plan.errors.contains("firstWithin: 14d"))

        let spread = try world(kind, 12, "{ every: 30d, firstWithin: 14d, overlap: 2d }")
        try await adopt(spread)
        let run = try await spread.keyturn("rotate", "--format", "json")
        let changes = try #require(try json(run)["changes"] as? [[String: Any]])
        #expect(changes.count < 8, "\(run)")
        let forecast = try json(try await spread.keyturn("forecast", "--format", "json"))
        let events = try #require(forecast["events"] as? [[String: Any]])
        let days = Set(
            events.filter { $0["action"] as? String == "rotate" }.compactMap { ($0["at"] as? String)?.prefix(10) }
        )
        #expect(days.count >= 4)
        // By hand none waits.
        let waiting = try #require(
            (0..<12).first { number in !changes.contains { $0["identity"] as? String == "svc\(number)" } }
        )
        let asked = try await spread.keyturn("rotate", "prod/svc\(waiting)", "--now", "--yes")
        #expect(asked.exitCode == 0, "\(asked)")
        #expect(asked.output.contains("1 key issued"))
    }
}
