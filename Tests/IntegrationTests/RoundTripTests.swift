internal import TestSupport
internal import Testing

/// How often a run waits for the server, which a network makes slow: so often for each environment, whatever it declares.
@Suite(.unlessItHangs) struct RoundTripTests {
    private let world: World

    init() throws { world = try World() }

    /// Three environments behind one proxy.
    private func fleet(of identities: Int) throws -> ProtocolProxy {
        let proxy = try ProtocolProxy(to: PostgreSQLCluster.shared())
        for name in ["dev", "staging", "prod"] {
            let place = try world.addEnvironment(name, .postgreSQLBySQL)
            let declared = (1...identities).map { number in
                """
                  backend-\(number):
                    owner: { id: \(randomUUID()), email: b\(number)@example.com, name: B\(number) }
                    key: { name: K, prefix: mcp_, bytes: 32, encoding: hex }
                    rotation: { every: 30d, overlap: 48h }
                    deliver: [{ dotenv: backend.env, variable: KEY_\(number) }]
                """
            }
            try world.write(
                "environments/\(name).yaml",
                """
                environment: \(name)
                database: { url: "${\(name.uppercased())_DATABASE_URL}" }
                output: ../\(place.output)
                identities:
                \(declared.joined(separator: "\n"))

                """
            )
            world.setURL(place, proxy.url(place.database.name))
        }
        return proxy
    }

    @Test(arguments: [1, 40])
    func `an environment is a constant number of connections and round trips`(_ identities: Int) async throws {
        let proxy = try fleet(of: identities)
        func asked(_ arguments: String...) async throws -> Asked {
            proxy.set(.none)
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 0, "\(run)")
            return Asked(connections: proxy.counts.connections, roundTrips: proxy.counts.roundTrips)
        }
        // For each environment one connection for its lock and one for everything else.
        let issued = try await asked("apply", "--yes")
        #expect(issued == Asked(connections: 6, roundTrips: 42))
        let planned = try await asked("plan")
        #expect(planned == Asked(connections: 3, roundTrips: 6))
        let idle = try await asked("rotate")
        #expect(idle == Asked(connections: 6, roundTrips: 12))
    }

    @Test func `what a column makes of values that identify is asked at once, however many there are`() async throws {
        var asked: [Asked] = []
        for identities in [1, 40] {
            let world = try World()
            let proxy = try ProtocolProxy(to: PostgreSQLCluster.shared())
            let place = try world.addTokens(
                .postgreSQLBySQL,
                """
                CREATE TABLE tokens (id uuid PRIMARY KEY, tenant numeric(8,1) NOT NULL, secret text NOT NULL, made_at timestamp,
                    label text)
                """,
                profile: [
                    "table: tokens", "stored: { column: secret }", "id: { column: id, made: uuid }",
                    "name: { column: label }", "created: { column: made_at, type: timestamp }",
                    "perIdentity: { tenant: identifies }",
                ],
                identity: ["key: { name: backend, values: { tenant: 0.50 } }"]
            )
            let file = try world.read("environments/prod.yaml")
            let others = (1..<identities).map { number in
                """
                  backend-\(number):
                    key: { name: backend, values: { tenant: \(number).50 } }
                    rotation: { every: 30d, overlap: 2d }
                    deliver: [ { dotenv: backend.env, variable: KEY_\(number) } ]

                """
            }
            try world.write("environments/prod.yaml", file + others.joined())
            world.setURL(place, proxy.url(place.database.name))
            try await world.succeed("apply", "--yes")
            proxy.set(.none)
            #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
            asked.append(Asked(connections: proxy.counts.connections, roundTrips: proxy.counts.roundTrips))
        }
        #expect(asked[0] == asked[1], "\(asked)")
    }

    private struct Asked: Equatable {
        let connections: Int
        let roundTrips: Int
    }
}
