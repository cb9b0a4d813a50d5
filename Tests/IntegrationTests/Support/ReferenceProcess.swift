internal import Foundation
internal import TestSupport

/// The reference server as a process of its own, which ends with the world.
struct ReferenceProcess {
    /// Where it logs, relative to the world.
    static let log = "server/server.log"

    private let world: World

    /// Without a slash at its end.
    let url: String

    /// Starts it over an environment's database, with the quirks that were observed unless others are named.
    init(_ world: World, _ place: Place, quirks: [String] = []) async throws {
        self.world = world
        try world.write("server/running", "\(getpid())")
        try TestProcess.run(
            [
                "env", "REFERENCE_DATABASE_URL=\(place.urlText)", "REFERENCE_WHILE=\(world.path("server/running"))",
                "REFERENCE_LOG=\(world.path(Self.log))", "sh", "-c",
                #"out=$1; shift; setsid "$@" < /dev/null > "$out" 2>&1 &"#, "sh", world.path("server/output"),
                Binary.product("reference-server"),
            ] + quirks
        )
        try await eventually("the server listens") {
            try world.exists("server/output") && world.read("server/output").hasSuffix("\n")
        }
        url = try world.read("server/output").trimmingCharacters(in: .newlines)
        guard url.hasPrefix("http://") else { throw TestFailure("the server does not start: \(url)") }
    }

    /// The lines that it logged so far.
    func lines() throws -> [Substring] {
        guard world.exists(Self.log) else { return [] }
        return try world.read(Self.log).split(separator: "\n")
    }

    func end() throws { try world.remove("server/running") }
}
