internal import Foundation
internal import TestSupport
internal import Testing

/// A plan that was saved is carried out as it was reviewed, or not at all, and says why.
@Suite(.unlessItHangs) struct SavedPlanTests {
    private static let engines: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLByORM]

    private let world: World

    init() throws { world = try World() }

    private func save(_ arguments: String...) async throws -> Run {
        let run = try await world.keyturn(["plan", "--out", "review.plan"] + arguments)
        #expect(run.exitCode == 0, "\(run)")
        #expect(run.errors.contains("Saved to review.plan (digest "), "\(run)")
        return run
    }

    /// Expects that the saved plan is refused for this reason, and that nothing was done.
    private func expectRefusal(_ words: String, _ arguments: String..., keys: Int, in place: Place) async throws {
        let run = try await world.keyturn(["apply", "review.plan"] + arguments)
        #expect(run.exitCode == 1, "\(run)")
        #expect(run.errors.contains(words), "\(run)")
        #expect(place.keys.count == keys)
    }

    @Test(arguments: engines)
    func `what was saved is shown and carried out without asking`(_ kind: SeedDatabase.Kind) async throws {
        let place = try world.addEnvironment("prod", kind)
        let saved = try await save("--note", "for the release")
        let shown = try await world.keyturn("show", "review.plan")
        #expect(shown.output.contains("+ issue    prod/backend  new  no key yet"), "\(shown)")
        #expect(saved.output.contains("+ issue    prod/backend  new  no key yet"), "\(saved)")
        #expect(shown.output.contains("Note:    for the release"))
        let json = try await world.keyturn("show", "review.plan", "--format", "json")
        #expect(json.output.contains(#""action": "issue""#))
        let markdown = try await world.keyturn("show", "review.plan", "--format", "markdown")
        #expect(markdown.output.hasPrefix("## Keyturn: 1 change\n"))
        let apply = try await world.keyturn("apply", "review.plan")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(place.keys.count == 1)
        try await world.expectOrder()
        // What was done once is not done again.
        try await expectRefusal("the rows of prod/backend changed", keys: 1, in: place)
    }

    @Test func `only the environments that it was made for are changed`() async throws {
        let (dev, prod) = (try world.addEnvironment("dev"), try world.addEnvironment("prod"))
        _ = try await save("-e", "dev")
        #expect(try await world.keyturn("apply", "review.plan").exitCode == 0)
        #expect(dev.keys.count == 1 && prod.keys.isEmpty)
        let wrong = try await world.keyturn("apply", "review.plan", "-e", "prod")
        #expect(wrong.exitCode == 64)
    }

    @Test(arguments: engines)
    func `a row that changed meanwhile refuses it`(_ kind: SeedDatabase.Kind) async throws {
        let place = try world.addEnvironment("prod", kind)
        _ = try await save()
        try place.insertByHand(randomKey())
        try await expectRefusal("the rows of prod/backend changed", keys: 1, in: place)
    }

    @Test func `a key's use alone does not refuse it`() async throws {
        let place = try world.addEnvironment("prod", .postgreSQLBySQL)
        try place.insertByHand(randomKey())
        _ = try await save()
        try place.database.execute("UPDATE user_mcp_api_keys SET last_used_at = created_at")
        #expect(try await world.keyturn("apply", "review.plan").exitCode == 0)
        try await world.expectOrder()
    }

    @Test func `a file that came, changed or went refuses it`() async throws {
        let place = try world.addEnvironment("prod")
        try await world.expectConvergence()
        try world.remove("deploy/prod/backend.env")
        _ = try await save()
        try world.write("deploy/prod/backend.env", "# someone's\n")
        try await expectRefusal("the file backend.env of prod changed", keys: 1, in: place)
    }

    @Test func `a configuration that changed refuses it, and names the file`() async throws {
        let place = try world.addEnvironment("prod")
        _ = try await save()
        try world.write("environments/prod.yaml", world.read("environments/prod.yaml") + "# a word\n")
        try await expectRefusal("the file prod.yaml of the configuration changed", keys: 0, in: place)
        _ = try await save()
        try world.write("environments/_policy.yaml", "rules: { min-key-bits: 128 }\n")
        try await expectRefusal("the file _policy.yaml of the configuration is new", keys: 0, in: place)
    }

    @Test func `another environment that changed refuses it, for what is shared follows from both`() async throws {
        let (dev, prod) = (try world.addEnvironment("dev"), try world.addEnvironment("prod"))
        _ = try await save("-e", "prod")
        try dev.insertByHand(randomKey())
        try await expectRefusal("the rows of dev/backend changed", keys: 0, in: prod)
    }

    @Test func `one that was tampered with, cut off or is none is refused`() async throws {
        let place = try world.addEnvironment("prod")
        _ = try await save()
        let whole = try world.read("review.plan")
        for (text, words) in [
            (whole.replacing("backend", with: "frontend"), "was changed after it was written"),
            (String(whole.dropLast(20)), "was changed after it was written"), ("", "is not a saved plan"),
            ("{}\n{}", "is not a saved plan"), (whole.replacing(#""1.0""#, with: #""9.0""#), "is of format 9.0"),
        ] {
            try world.write("review.plan", text)
            try await expectRefusal(words, keys: 0, in: place)
            #expect(try await world.keyturn("show", "review.plan").exitCode == 1)
        }
        try await expectRefusal("cannot be read", "--yes", keys: 0, in: place, path: "nothing.plan")
    }

    private func expectRefusal(_ words: String, _ flag: String, keys: Int, in place: Place, path: String) async throws {
        let run = try await world.keyturn("apply", path, flag)
        #expect(run.exitCode == 1 && run.errors.contains(words), "\(run)")
        #expect(place.keys.count == keys)
    }

    @Test func `a pipeline says which plan was approved`() async throws {
        let place = try world.addEnvironment("prod")
        _ = try await save()
        let shown = try await world.keyturn("show", "review.plan").output
        let line = try #require(shown.split(separator: "\n").first { $0.hasPrefix("Digest:") })
        let digest = String(try #require(line.split(separator: " ").last))
        try await expectRefusal(
            "not the plan that was approved",
            "--approve",
            String(digest.reversed()),
            keys: 0,
            in: place
        )
        let approved = try await world.keyturn("apply", "review.plan", "--approve", String(digest.prefix(16)))
        #expect(approved.exitCode == 0, "\(approved)")
        #expect(place.keys.count == 1)
    }

    /// It looks like no key and has no name that tells: only that a variable holds it says what it is.
    @Test func `what a variable puts into a hook's arguments is shown nowhere, and the hook runs all the same`()
        async throws
    {
        try world.addEnvironment("prod")
        let password = "sword-" + randomKey(prefix: "").prefix(6)
        world.set("HOOK_PASS", password)
        let hook = #"onChange: [sh, -c, "echo $$0 >hooked", "-p${HOOK_PASS}"]"#
        try world.write("environments/prod.yaml", world.read("environments/prod.yaml") + hook + "\n")
        let saved = try await save()
        #expect(saved.output.contains("$ onChange sh -c echo $0 >hooked -p${HOOK_PASS}, for"), "\(saved)")
        #expect(try !world.read("review.plan").contains(password))
        for command in [["plan", "--format", "json"], ["plan", "--format", "markdown"], ["show", "review.plan"]] {
            let run = try await world.keyturn(command)
            #expect(run.output.contains("-p${HOOK_PASS}") && !run.output.contains(password), "\(run)")
        }
        let apply = try await world.keyturn("apply", "review.plan")
        #expect(apply.exitCode == 0 && !"\(apply)".contains(password), "\(apply)")
        #expect(try world.read("environments/hooked") == "-p\(password)\n")
    }

    @Test func `a hook's program that a variable names is told by the variable`() async throws {
        try world.addEnvironment("prod")
        world.set("TOOL", "no-such-tool")
        try world.write("environments/prod.yaml", world.read("environments/prod.yaml") + "onChange: [\"${TOOL}\"]\n")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1)
        #expect("\(apply)".contains("${TOOL} is not in PATH") && !"\(apply)".contains("no-such-tool"), "\(apply)")
    }

    @Test func `the file is for who made it, and holds no more than the plan`() async throws {
        let prod = try world.addEnvironment("prod")
        try prod.insertByHand(randomKey())
        _ = try await save()
        let attributes = try FileManager.default.attributesOfItem(atPath: world.path("review.plan"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
