internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Files whose lines end in carriage return and line feed, as editors of Windows write them, are appended to like others.
@Suite(.unlessItHangs) struct CarriageReturnTests {
    /// A world whose store has one key that is declared and one that is not.
    private func world() throws -> (World, Place) {
        let world = try World()
        let place = try world.addEnvironment("prod")
        try place.insertByHand(randomKey())
        let owner = try #require(OwnerID(randomUUID()))
        try place.database.insert(Owner(id: owner, email: "other@backend", name: "Other"))
        try place.database.insertKey(randomKey(), owner: owner, name: "Main", createdAt: .current)
        return (world, place)
    }

    private func write(_ world: World, _ path: String, _ text: String) throws -> [UInt8] {
        let bytes = Array(text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
        try world.write(path, String(decoding: bytes, as: UTF8.self))
        return bytes
    }

    /// Whether every line feed stands behind a carriage return.
    private func hasOneKindOfLine(_ bytes: [UInt8]) -> Bool {
        bytes.indices.allSatisfy { bytes[$0] != 0x0A || $0 > 0 && bytes[$0 - 1] == 0x0D }
    }

    @Test(arguments: ["", "# the end\n", "audit: { path: a.jsonl }\n"])
    func `init adds identities, and every byte stays`(after: String) async throws {
        let (world, _) = try world()
        let before = try write(world, "environments/prod.yaml", try world.read("environments/prod.yaml") + after)
        let run = try await world.keyturn("init", "--add")
        #expect(run.exitCode == 0 && run.output.contains("added 1 identity"), "\(run)")
        let added = Array(try world.read("environments/prod.yaml").utf8)
        #expect(hasOneKindOfLine(added))
        let tail = Array(after.replacing("\n", with: "\r\n").utf8)
        #expect(added.starts(with: before.dropLast(tail.count)) && added.suffix(tail.count).elementsEqual(tail))
        #expect(try await world.keyturn("validate").exitCode == 0)
    }

    @Test(arguments: ["[]", "[]   # none yet", ""])
    func `revoke records in a list with such lines`(empty: String) async throws {
        let (world, _) = try world()
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let entry = "  - fingerprint: \"aaaaaaaaaaaa\"\n    date: 2026-01-01\n    reason: leaked\n"
        let list = empty.isEmpty ? "# mine\nrevoked:\n\(entry)" : "# mine\nrevoked: \(empty)\n"
        _ = try write(world, "environments/_revoked.yaml", list)
        let run = try await world.keyturn("revoke", "prod/backend", "--yes", "--record")
        #expect(run.exitCode == 0, "\(run)")
        #expect(hasOneKindOfLine(Array(try world.read("environments/_revoked.yaml").utf8)))
        let validate = try await world.keyturn("validate")
        #expect(validate.exitCode == 0, "\(validate)")
        #expect(try await world.keyturn("plan").exitCode == 0)
    }

    @Test func `a map that is not written as a block is left alone, with what to do`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        try place.insertByHand(randomKey())
        let text = "environment: prod\ndatabase: { url: \"${PROD_URL}\" }\noutput: ../deploy\nidentities: { a: null }\n"
        world.set("PROD_URL", place.urlText)
        try world.write("environments/prod.yaml", text)
        let run = try await world.keyturn("init", "--add")
        #expect(run.exitCode == 1 && run.errorCodes == ["file-unwritable"], "\(run)")
        #expect(run.errors.contains("is not written as a block"), "\(run)")
        #expect(try world.read("environments/prod.yaml") == text)
    }
}
