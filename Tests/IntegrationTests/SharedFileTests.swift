internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// One file for many identities, and a run that is about one of them (promise 5).
@Suite(.unlessItHangs) struct SharedFileTests {
    private static let file = "deploy/prod/compose.keyturn.yaml"

    /// Identities with live keys that no file holds yet; the last one is absent.
    private func world(_ count: Int) throws -> World {
        let world = try World()
        let place = Place(name: "prod", database: try SeedDatabase(.sqliteDashed))
        world.add(place)
        world.setURL(place)
        var text =
            "environment: prod\ndatabase: { url: \"${PROD_DATABASE_URL}\" }\noutput: ../deploy/prod\nidentities:\n"
        for number in 1...count {
            let id = randomUUID()
            let owner = try #require(OwnerID(id))
            try place.database.insert(Owner(id: owner, email: "svc\(number)@backend", name: "Service \(number)"))
            let made = Instant.current - .seconds(86_400)
            try place.database.insertKey(randomKey(), owner: owner, name: "Key", createdAt: made)
            text += """
                  svc\(number):
                    \(number == count ? "state: absent\n    " : "")\
                owner: { id: \(id), email: svc\(number)@backend, name: Service \(number) }
                    key: { name: Key, prefix: mcp_, bytes: 32, encoding: hex }
                    deliver: [{ compose: svc\(number), variable: KEY }]

                """
        }
        world.mayHoldKeys([Self.file])
        try world.write("environments/prod.yaml", text)
        return world
    }

    private func services(_ world: World) throws -> [String] {
        try world.read(Self.file).split(separator: "\n").compactMap { line in
            line.wholeMatch(of: /\s\s"?(svc[0-9]+)"?:/).map { String($0.output.1) }
        }
    }

    @Test func `what is not named is neither added to a file, nor changed nor removed in it`() async throws {
        let world = try world(6)
        let first = try await world.keyturn("apply", "prod/svc2", "--yes")
        #expect(first.exitCode == 0 && first.output.contains("Plan: 1 to adopt."), "\(first)")
        let found = try services(world)
        #expect(found == ["svc2"], "\(found) \(first)")
        let diff = try await world.keyturn("plan", "prod/svc4", "--diff")
        #expect(!diff.output.contains("svc3") && !diff.output.contains("svc6"), "\(diff)")
        let rotated = try await world.keyturn("rotate", "prod/svc4", "--now", "--reason", "drill")
        #expect(rotated.exitCode == 0, "\(rotated)")
        #expect(try services(world) == ["svc2", "svc4"])

        // Someone else's entry stays as it is, also where it is wrong.
        let before = try world.read(Self.file)
        let key = try #require(before.firstMatch(of: /mcp_[0-9a-f]{64}/)).output
        try world.write(
            Self.file,
            before.replacing(key, with: "mcp_" + String(repeating: "0a1B", count: 16).lowercased())
        )
        try world.setMode(Self.file, 0o600)
        let edited = try world.read(Self.file)
        let again = try await world.keyturn("rotate", "prod/svc4", "--now", "--reason", "drill")
        #expect(again.exitCode == 0, "\(again)")
        let line = try #require(edited.firstMatch(of: /"KEY": "mcp_[0-9a-f]{64}"/)).output
        #expect(try world.read(Self.file).contains(line), "\(again)")

        let all = try await world.keyturn("apply", "--yes")
        #expect(all.exitCode == 0, "\(all)")
        #expect(try services(world) == ["svc1", "svc2", "svc3", "svc4", "svc5"])
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `an absent identity that waits for a review is not delivered beside what a job rotates`() async throws {
        let world = try world(4)
        #expect(try await world.keyturn("apply", "prod/svc1", "--yes").exitCode == 0)
        let run = try await world.keyturn("rotate")
        #expect(run.exitCode == 0 && run.output.contains("remove prod/svc4, declared absent"), "\(run)")
        #expect(try services(world) == ["svc1", "svc2", "svc3"])
    }
}
