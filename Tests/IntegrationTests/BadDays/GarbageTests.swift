internal import Foundation
internal import TestSupport
internal import Testing

/// Files that are no environments: refused quickly and briefly, whatever is in them.
@Suite(.unlessItHangs) struct GarbageTests {
    private let world: World

    init() throws {
        world = try World()
        try world.addEnvironment("dev")
    }

    /// Repeated until the file has this size.
    private func fill(_ name: String, _ pattern: [UInt8], bytes: Int) throws {
        var content = Data(capacity: bytes)
        while content.count < bytes { content.append(contentsOf: pattern) }
        try content.write(to: URL(fileURLWithPath: world.path(name)))
    }

    @Test(arguments: ["validate", "plan", "status"])
    func `fifty megabytes of garbage are refused by their size`(_ verb: String) async throws {
        try fill("environments/prod.yaml", (0..<65_536).map { _ in UInt8.random(in: 0...255) }, bytes: 50 << 20)
        let run = try await world.keyturn(verb)
        #expect(run.exitCode == 1)
        #expect(run.errorCodes == ["file-too-large"], "\(run.errors.prefix(2_000))")
        #expect((run.output + run.errors).utf8.count < 4_096)
    }

    @Test(
        arguments: [
            ("random bytes", (0..<65_536).map { _ in UInt8.random(in: 0...255) }),
            ("one long word", Array(repeating: UInt8(ascii: "a"), count: 65_536)),
            ("brackets", Array(repeating: UInt8(ascii: "["), count: 65_536)),
            ("lists in lists", Array("- ".utf8)),
            ("many fields", Array("x: 1\n".utf8)),
        ]
    )
    func `garbage of a bearable size is refused, and briefly`(_ name: String, _ pattern: [UInt8]) async throws {
        try fill("environments/prod.yaml", pattern, bytes: 20 << 20)
        let run = try await world.keyturn("validate")
        #expect(run.exitCode == 1, "\(name)")
        #expect(!run.errorCodes.isEmpty, "\(name)")
        #expect((run.output + run.errors).utf8.count < 65_536, "\(name) is reported at length")
    }

    @Test func `an environment of garbage does not hide what is wrong with the others`() async throws {
        try fill("environments/prod.yaml", [0x00, 0xFF], bytes: 1 << 20)
        try world.write("environments/staging.yaml", "environment: staging\noutput: 1\n")
        let run = try await world.keyturn("validate")
        #expect(run.exitCode == 1)
        #expect(run.errorCodes.contains("control-character"), "\(run)")
        #expect(run.errorCodes.contains("missing-field"), "\(run)")
        // What is wrong elsewhere is no reason not to work on this one.
        let plan = try await world.keyturn("plan", "-e", "dev", "--detailed-exitcode")
        #expect(plan.exitCode == 2, "\(plan)")
    }
}
