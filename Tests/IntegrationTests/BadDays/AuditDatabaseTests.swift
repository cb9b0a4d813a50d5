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

    @Test(arguments: ["file:PATH", "file://PATH", "FILE:PATH?mode=rwc", "sqlite:PATH", "https://host/PATH"])
    func `an audit file that is named by a URL is refused`(_ form: String) async throws {
        let (world, place) = try world { "\"\(form.replacing("PATH", with: $0))\"" }
        for arguments in [["validate"], ["apply", "--yes"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 1 && run.errorCodes == ["bad-value"], "\(run)")
        }
        #expect(place.keys.isEmpty)
    }

    @Test(arguments: ["-wal", "-shm", "-journal"], ["link", "link of a link", "link of the folder"])
    func `a link to a file of the database is refused, also before that file is there`(
        _ suffix: String,
        _ way: String
    ) async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let database = String(place.urlText.dropFirst("sqlite:".count))
        let folder = URL(fileURLWithPath: database).deletingLastPathComponent().path
        func link(_ name: String, _ target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: world.path(name), withDestinationPath: target)
        }
        var path = "../audit.jsonl"
        switch way {
        case "link": try link("audit.jsonl", database + suffix)
        case "link of a link":
            try link("audit.jsonl", "other.jsonl")
            try link("other.jsonl", database + suffix)
        default:
            try link("linked", folder)
            path = "../linked/\(URL(fileURLWithPath: database).lastPathComponent)\(suffix)"
        }
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: \(path) }\n")
        let run = try await world.keyturn("apply", "--yes")
        #expect(run.exitCode == 1 && run.errorCodes == ["audit-unwritable"], "\(run)")
        #expect(run.errors.contains("it is a file of the environment's database"), "\(run)")
        #expect(place.keys.isEmpty)
    }

    @Test(arguments: ["", "-wal", "-shm", "-journal"], [["apply", "--yes"], ["apply", "--yes", "-e", "prod"]])
    func `a link to another environment's database is refused`(_ suffix: String, _ command: [String]) async throws {
        let world = try World()
        let prod = try world.addEnvironment("prod")
        let staging = try world.addEnvironment("staging")
        let database = String(staging.urlText.dropFirst("sqlite:".count))
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: ../audit.jsonl }\n")
        try FileManager.default.createSymbolicLink(
            atPath: world.path("audit.jsonl"),
            withDestinationPath: database + suffix
        )
        let run = try await world.keyturn(command)
        #expect(run.exitCode == 1 && run.errorCodes == ["audit-unwritable"], "\(run)")
        #expect(run.errors.contains("another environment's database"), "\(run)")
        #expect(prod.keys.isEmpty)
        #expect(staging.keys.count == (command.contains("-e") ? 0 : 1), "\(run)")
        if !suffix.isEmpty { #expect(!FileManager.default.fileExists(atPath: database + suffix)) }
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
