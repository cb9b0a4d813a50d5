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

    private struct Asked: Equatable {
        let connections: Int
        let roundTrips: Int
    }
}
