internal import Foundation
internal import TestSupport
internal import Testing

/// An audit file that is an environment's own SQLite database: both are locked while they are written.
@Suite(.unlessItHangs) struct AuditDatabaseTests {
    private func world(audit: (_ database: String) -> String) throws -> (world: World, place: Place) {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let database = String(place.urlText.dropFirst("sqlite:".count))
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: \(audit(database)) }\n")
        return (world, place)
    }

    @Test(arguments: ["", "-wal", "-shm", "-journal"])
    func `an audit file that is a file of the database is refused`(_ suffix: String) async throws {
        let (world, place) = try world { $0 + suffix }
        for arguments in [["validate"], ["plan"], ["apply", "--yes"], ["rotate"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 1 && run.errorCodes == ["audit-is-database"], "\(run)")
        }
        #expect(place.keys.isEmpty)
    }

    @Test func `another way to spell the database's path is refused too`() async throws {
        let (world, place) = try world { path in
            let url = URL(fileURLWithPath: path)
            let folder = url.deletingLastPathComponent()
            return "\(folder.path)/../\(folder.lastPathComponent)/.//\(url.lastPathComponent)"
        }
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 1 && run.errorCodes == ["audit-is-database"], "\(run)")
        #expect(place.keys.isEmpty)
    }

    @Test func `a link to the database is refused before anything is done`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let database = String(place.urlText.dropFirst("sqlite:".count))
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: ../audit.jsonl }\n")
        try FileManager.default.createSymbolicLink(atPath: world.path("audit.jsonl"), withDestinationPath: database)
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 1 && run.errorCodes == ["audit-unwritable"], "\(run)")
        #expect(run.errors.contains("it is the environment's database"), "\(run)")
        #expect(place.keys.isEmpty)
    }
}
