internal import Glibc
internal import Model
internal import TestSupport
internal import Testing

/// Output folders on bad days: no key is issued that cannot be delivered, and no fragment is lost.
@Suite(.unlessItHangs) struct OutputTests {
    private let world: World

    init() throws { world = try World() }

    /// Nothing is issued, and every file is as it was, but for what `except` names.
    private func expectRefusal(
        _ codes: [String],
        in place: Place,
        wrapper: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let keys = place.keys
        let files = world.files(below: "deploy")
        let contents = try files.map { try world.read($0) }
        let apply = try await world.keyturn("apply", "--yes", "-vv", wrapper: wrapper, sourceLocation: sourceLocation)
        #expect(apply.exitCode == 1, "\(apply)", sourceLocation: sourceLocation)
        #expect(apply.errorCodes == codes, "\(apply)", sourceLocation: sourceLocation)
        #expect(place.keys == keys, "a key was issued", sourceLocation: sourceLocation)
        #expect(world.files(below: "deploy") == files, sourceLocation: sourceLocation)
        #expect(try files.map { try world.read($0) } == contents, sourceLocation: sourceLocation)
        try world.expectLit(place, sourceLocation: sourceLocation)
    }

    /// An environment that was applied, whose key must now be replaced.
    private func due(_ kind: SeedDatabase.Kind) async throws -> Place {
        let place = try world.addEnvironment("prod", kind, rotation: "{ every: 30d, overlap: 48h }")
        try await world.keyturn("apply", "--yes")
        let time = place.database.time(.current - .seconds(40 * 86_400))
        try place.database.execute("UPDATE user_mcp_api_keys SET created_at = \(time)")
        return place
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a disk that is full issues no key and keeps every file`(_ kind: SeedDatabase.Kind) async throws {
        let place = try await due(kind)
        // No file of this process may grow; the signal that says so is ignored, so that writing fails as on a full disk.
        let full = ["sh", "-c", #"trap "" XFSZ; ulimit -f 0; exec "$@""#, "sh"]
        try await expectRefusal(["output-write"], in: place, wrapper: full)
        try await world.expectConvergence()
    }

    @Test func `a plan that cannot be shown is not carried out`() async throws {
        let place = try await due(.sqliteDashed)
        let before = place.keys
        let unwritable = ["sh", "-c", #"exec "$@" >/dev/full"#, "sh"]
        let run = try await world.keyturn("apply", "--yes", wrapper: unwritable)
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("standard output cannot be written"))
        #expect(place.keys == before)
        try await world.expectConvergence()
    }

    @Test(.enabled(if: Tool.strace.isInstalled, "strace is not installed"), arguments: ["ENOSPC", "EIO"])
    func `a disk that does not keep what is staged issues no key and keeps every file`(_ error: String) async throws {
        let place = try await due(.postgreSQLBySQL)
        try await expectRefusal(["output-write"], in: place, wrapper: Strace.failing("fsync", error))
        try await world.expectConvergence()
    }

    @Test(.enabled(if: Unprivileged.isPossible, "root needs setpriv to feel a mode"))
    func `an output folder that is not writable issues no key`() async throws {
        let place = try await due(.sqliteDashed)
        try world.setMode(place.output, 0o555)
        try await expectRefusal(["output-write"], in: place, wrapper: Unprivileged.wrapper)
        try world.setMode(place.output, 0o755)
        try await world.expectConvergence()
    }

    @Test func `a file where the output folder belongs issues no key`() async throws {
        let place = try world.addEnvironment("prod")
        try world.write("deploy/prod", "not a folder")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1)
        #expect(!apply.errorCodes.isEmpty)
        #expect(place.keys.isEmpty)
        #expect(try world.read("deploy/prod") == "not a folder")
        try world.remove("deploy/prod")
        try await world.expectConvergence()
    }

    @Test func `a folder in a fragment's place is an obstacle, and is left alone`() async throws {
        let place = try await due(.sqliteDashed)
        try world.remove("deploy/prod/backend.env")
        try world.makeFolder("deploy/prod/backend.env/kept")
        try await expectRefusal(["fragment-obstacle"], in: place)
        #expect(world.exists("deploy/prod/backend.env/kept"))
        try world.remove("deploy/prod/backend.env")
        try await world.expectConvergence()
    }

    @Test func `a symbolic link in a fragment's place is an obstacle, and its target is left alone`() async throws {
        let place = try await due(.sqliteDashed)
        try world.write("elsewhere.env", "KEPT=1\n")
        try world.remove("deploy/prod/backend.env")
        try world.link("deploy/prod/backend.env", to: world.path("elsewhere.env"))
        try await expectRefusal(["fragment-obstacle"], in: place)
        #expect(try world.read("elsewhere.env") == "KEPT=1\n")
        try world.remove("deploy/prod/backend.env")
        try await world.expectConvergence()
    }

    @Test func `a folder of fragments that is a link is an obstacle`() async throws {
        let place = try await due(.sqliteDashed)
        try world.remove("deploy/prod/secrets")
        try world.makeFolder("elsewhere")
        try world.link("deploy/prod/secrets", to: world.path("elsewhere"))
        try await expectRefusal(["fragment-obstacle"], in: place)
        #expect(world.files(below: "elsewhere").isEmpty)
        try world.remove("deploy/prod/secrets")
        try await world.expectConvergence()
    }

    @Test func `an output folder that is itself a link is written through`() async throws {
        let place = try world.addEnvironment("prod", output: "current")
        try world.makeFolder("deploy/prod")
        try world.link("current", to: "deploy/prod")
        world.mayHoldKeys(World.fragments.map { "deploy/prod/\($0)" })
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        let again = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(again.exitCode == 0, "\(again)")
        #expect(try Set(world.delivered(to: place).values) == place.accepted())
    }

    @Test func `two environments whose folders are one through a link are refused, and nothing is written`()
        async throws
    {
        let one = try world.addEnvironment("prod")
        let other = try world.addEnvironment("staging", .postgreSQLBySQL, output: "deploy/other")
        try world.makeFolder("deploy/prod")
        try world.link("deploy/other", to: "prod")
        for verb in [["plan"], ["apply", "--yes"]] {
            let run = try await world.keyturn(verb[0], verb.count > 1 ? verb[1] : "-v")
            #expect(run.exitCode == 1)
            #expect(run.errorCodes == ["same-output", "same-output"], "\(run)")
        }
        #expect(one.keys.isEmpty && other.keys.isEmpty)
        #expect(world.files(below: "deploy").isEmpty)
    }
}
