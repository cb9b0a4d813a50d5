internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// `onEnd` of a profile: what is run when keys were ended at once, so that the server notices.
@Suite(.unlessItHangs) struct EndCommandTests {
    private let world: World

    init() throws { world = try World() }

    private func addProd(_ kind: SeedDatabase.Kind, onEnd: String) throws -> Place {
        let place = try world.addEnvironment("prod", kind)
        let file = "environments/prod.yaml"
        let text = try world.read(file)
        try world.write(file, text.replacing("_DATABASE_URL}\n", with: "_DATABASE_URL}\n  profile: ours\n"))
        try world.write(
            "environments/_profiles.yaml",
            "profiles:\n  ours:\n    extends: pm-mcp-server\n    onEnd: \(onEnd)\n"
        )
        return place
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `a revocation runs the command once, after the key has ended, and nothing else does`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try addProd(
            kind,
            onEnd: "[sh, -c, 'echo \"$$KEYTURN_ENVIRONMENT/$$KEYTURN_IDENTITIES\" >> ../ran; env >> ../surroundings']"
        )
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try await world.keyturn("rotate", "prod/backend", "--now").exitCode == 0)
        #expect(!world.exists("ran"))

        let revoked = try await world.keyturn("revoke", "prod/backend")
        #expect(revoked.exitCode == 0, "\(revoked)")
        #expect(revoked.output.contains("$ onEnd sh -c"), "\(revoked)")
        #expect(!revoked.errors.contains("Sessions that were opened"), "\(revoked)")
        #expect(try world.read("ran") == "prod/backend\n")
        #expect(try !world.read("surroundings").contains("PROD_DATABASE_URL"))
        #expect(try place.accepted() == [try #require(place.keys.last)])
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `a program that a variable names is told by the variable`() async throws {
        world.set("TOOL", "no-such-tool")
        _ = try addProd(.sqliteDashed, onEnd: "[\"${TOOL}\"]")
        try await world.succeed("apply", "--yes")
        let revoked = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(revoked.exitCode == 1 && revoked.errors.contains("${TOOL} is not in PATH"), "\(revoked)")
        #expect(!"\(revoked)".contains("no-such-tool"), "\(revoked)")
    }

    @Test func `a command that fails is tried three times, printed without what variables hold, and undoes nothing`()
        async throws
    {
        world.set("CACHE_PASSWORD", "hunter2hunter2")
        let place = try addProd(
            .sqliteDashed,
            onEnd: "[sh, -c, 'echo again >> ../ran; cat ../deploy/prod/backend.env; exit 7', \"${CACHE_PASSWORD}\"]"
        )
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)

        let revoked = try await world.keyturn("revoke", "prod/backend", "--format", "json")
        #expect(revoked.exitCode == 1, "\(revoked)")
        #expect(revoked.output.contains("\"end-hook-failed\""), "\(revoked)")
        #expect(revoked.output.contains(#"exit 7' \"${CACHE_PASSWORD}\""#), "\(revoked)")
        #expect(!revoked.errors.contains("hunter2"), "\(revoked)")
        #expect(!revoked.output.contains(try #require(place.keys.last)))
        #expect(try world.read("ran") == "again\nagain\nagain\n")
        #expect(try place.accepted() == [try #require(place.keys.last)])
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `a command that takes its time is shown as what it is`() async throws {
        let place = try addProd(.sqliteDashed, onEnd: "[sleep, \"2\"]")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let revoked = try await world.keyturn("revoke", "prod/backend")
        #expect(revoked.errors.contains("running onEnd for 1 key that ended"), "\(revoked)")
        #expect(!revoked.errors.contains("running onChange"), "\(revoked)")
    }

    /// With an audit file, and a command that does what the file `deed` says.
    private func addAudited(_ kind: SeedDatabase.Kind) async throws -> Place {
        let place = try addProd(kind, onEnd: "[sh, -c, 'echo x >> ../ran; . ../deed']")
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: ../audit/prod.jsonl }\n")
        try world.makeFolder("audit")
        try world.write("deed", "true\n")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        return place
    }

    private func expectOwed(_ key: String) async throws {
        let plan = try await world.keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 2, "\(plan)")
        #expect(plan.output.contains("owed for 1 key that ended before"), "\(plan)")
        #expect(plan.output.contains("No changes, but onEnd is owed."), "\(plan)")
        #expect(plan.errors.contains("[end-command-owed]"), "\(plan)")
        let json = try await world.keyturn("plan", "--format", "json")
        let digits = Fingerprint(of: Secret(text: key)).digits
        #expect(json.output.contains("\"owed\": [\n            \"\(digits)\""), "\(json)")
        #expect(try await world.keyturn("plan", "--format", "markdown").output.contains("onEnd"))
    }

    private func expectSettled(runs: Int) async throws {
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
        #expect(try await world.keyturn("rotate").exitCode == 0)
        #expect(try world.read("ran").split(separator: "\n").count == runs)
        #expect(try await world.keyturn("audit", "verify").exitCode == 0)
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL], [["rotate"], ["apply", "--yes"]])
    func `a run that is killed before the command has succeeded owes it, and the next one runs it once`(
        _ kind: SeedDatabase.Kind,
        _ next: [String]
    ) async throws {
        let place = try await addAudited(kind)
        let revoked = try #require(place.keys.last)
        try world.write("deed", "kill -9 $PPID\n")
        #expect(try await world.keyturn("revoke", "prod/backend", mayLeave: true).signal != nil)
        try await expectOwed(revoked)

        try world.write("deed", "true\n")
        let run = try await world.keyturn(next)
        #expect(run.exitCode == 0, "\(run)")
        try await expectSettled(runs: 2)
    }

    @Test func `a command that failed is run again by each run, until it succeeds or its key is forgotten`()
        async throws
    {
        let place = try await addAudited(.sqliteDashed)
        let revoked = try #require(place.keys.last)
        try world.write("deed", "exit 7\n")
        let failed = try await world.keyturn("revoke", "prod/backend")
        #expect(failed.exitCode == 1 && failed.errors.contains("the next run repeats it"), "\(failed)")
        try await expectOwed(revoked)
        #expect(try await world.keyturn("rotate").exitCode == 1)
        try await expectOwed(revoked)

        let file = "environments/prod.yaml"
        let digits = Fingerprint(of: Secret(text: revoked)).digits
        try world.write(file, try world.read(file) + "forgotten: [\"\(digits)\"]\n")
        try await expectSettled(runs: 6)
    }

    @Test func `what ended by itself after its run was killed owes the command, and what is live does not`()
        async throws
    {
        let place = try await addAudited(.sqliteDashed)
        let revoked = try #require(place.keys.last)
        let file = "environments/prod.yaml"
        let plain = try world.read(file)
        try world.write(
            file,
            plain.replacing("  backend:\n", with: "  backend:\n    onChange: [sh, -c, 'kill -9 $$PPID']\n")
        )
        #expect(try await world.keyturn("revoke", "prod/backend", mayLeave: true).signal != nil)
        try world.write(file, plain)
        let waiting = try await world.keyturn("plan", "--format", "json")
        #expect(waiting.output.contains("\"owed\": []"), "\(waiting)")

        let literal = place.database.literal(revoked)
        try place.database.execute(
            "UPDATE user_mcp_api_keys SET expires_at = '2026-01-01 00:00:00' WHERE api_key = \(literal)"
        )
        try await expectOwed(revoked)
        #expect(try await world.keyturn("rotate").exitCode == 0)
        try await expectSettled(runs: 1)
    }

    @Test func `without the command, a revocation says what ends open sessions`() async throws {
        let place = try world.addEnvironment("prod")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try await world.keyturn("revoke", "prod/backend").errors.contains("until the server is restarted"))
    }

    @Test func `an identity that is declared absent runs it, too`() async throws {
        let place = try addProd(.sqliteDashed, onEnd: "[sh, -c, 'echo x >> ../ran']")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file).replacing("  backend:\n", with: "  backend:\n    state: absent\n"))
        let applied = try await world.keyturn("apply", "--yes")
        #expect(applied.exitCode == 0, "\(applied)")
        #expect(try world.read("ran") == "x\n")
        #expect(try place.accepted().isEmpty)
    }

    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `where the row is deleted, the command is printed as it can be pasted`(_ kind: SeedDatabase.Kind) async throws
    {
        let id = kind.isPostgreSQL ? "uuid" : "text"
        let place = try world.addTokens(
            kind,
            "CREATE TABLE tokens (id \(id) PRIMARY KEY, secret text NOT NULL, label text NOT NULL, made_at timestamp)",
            profile: [
                "table: tokens", "stored: { column: secret, scheme: sha256, encoding: base64 }",
                "id: { column: id, made: uuid }", "name: { column: label }",
                "created: { column: made_at, type: timestamp }",
                #"onEnd: [sh, -c, 'test -e ../cache && echo "$$0 $$1" >> ../ran', "it''s", "api-key:{stored}"]"#,
            ],
            identity: ["key: { name: backend }"]
        )
        try await world.succeed("apply", "--yes")
        let stored = try #require(try place.database.execute("SELECT secret FROM tokens").first?.first ?? nil)
        let revoked = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(revoked.exitCode == 1 && revoked.errors.contains("[end-hook-failed]"), "\(revoked)")
        let lines = revoked.errors.split(separator: "\n").map(String.init)
        let command = try #require(lines.first { $0.hasPrefix("cd ") }, "\(revoked)")
        try world.write("cache", "")
        try runInShell(command)
        #expect(try world.read("ran") == "it''s api-key:\(stored)\n", "\(command)")
    }

    private func runInShell(_ command: String) throws {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", command]
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0, "\(command)")
    }
}
