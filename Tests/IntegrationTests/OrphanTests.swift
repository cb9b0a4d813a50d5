import Foundation
import Model
import TestSupport
import Testing

/// What leaves the declarations is reported until someone decides (promise 7).
@Suite(.unlessItHangs) struct OrphanTests {
    private static let kinds: [SeedDatabase.Kind] = [.sqliteDashed, .postgreSQLBySQL]

    /// An identity of the test's environment file.
    private struct Declared {
        var name = "backend"
        var owner = 0
        var email: String?
        var keyName: String?
        var deliver = [
            "{ compose: api, variable: PM_MCP_API_KEY }", "{ dotenv: backend.env, variable: PM_MCP_API_KEY }",
        ]
        var state = "present"

        var id: String { "00000000-0000-0000-0000-00000000000\(owner)" }

        var yaml: String {
            """
              \(name):
                owner: { id: \(id), email: \(email ?? "\(owner)@x"), name: Service \(owner) }
                key: { name: \(keyName ?? "\(name) key"), prefix: mcp_ }
                rotation: { every: 30d, overlap: 48h }
                state: \(state)
                deliver: [\(deliver.joined(separator: ", "))]

            """
        }
    }

    private static let worker = Declared(
        name: "worker",
        owner: 1,
        deliver: [
            "{ compose: worker, variable: PM_MCP_API_KEY }", "{ dotenv: shared.env, variable: WORKER }",
            "{ secret: worker_key, service: worker, variable: WORKER_FILE }",
        ]
    )
    private static let other = Declared(
        name: "other",
        owner: 2,
        deliver: ["{ compose: api, variable: OTHER }", "{ dotenv: shared.env, variable: A }"]
    )

    private let world: World

    init() throws { world = try World() }

    private func declare(
        _ identities: [Declared],
        forgotten: String? = nil,
        output: String = "deploy/prod",
        audit: String? = nil
    ) throws {
        try world.write(
            "environments/prod.yaml",
            """
            environment: prod
            database:
              url: ${PROD_DATABASE_URL}
            output: ../\(output)
            \(audit ?? "")
            \(forgotten.map { "forgotten: [\($0)]" } ?? "")
            identities:
            \(identities.map(\.yaml).joined())
            """
        )
        for file in [
            "backend.env", "renamed.env", "shared.env", "compose.keyturn.yaml", "secrets/worker_key", "sub/backend.env",
        ] { world.mayHoldKeys(["\(output)/\(file)"]) }
    }

    private func begin(_ kind: SeedDatabase.Kind, _ identities: [Declared]) async throws -> Place {
        let place = try world.addEnvironment("prod", kind)
        try declare(identities)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try await world.keyturn("verify").output.contains("every live key that keyturn issued is declared"))
        return place
    }

    /// Told by every command that looks, as a failing check, as a number, and in the JSON of a plan.
    private func expectTold(keys: Int, fragments: Int, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for command in [["plan"], ["status"], ["rotate", "--yes"]] {
            let run = try await world.keyturn(command)
            #expect(run.exitCode == 0, "\(run)", sourceLocation: sourceLocation)
            #expect(run.warningCodes.count { $0 == "orphaned-key" } == keys, "\(run)", sourceLocation: sourceLocation)
            #expect(
                run.warningCodes.count { $0 == "orphaned-fragment" } == fragments,
                "\(run)",
                sourceLocation: sourceLocation
            )
        }
        let json = try await world.keyturn("plan", "--format", "json").output
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let orphans = try #require(plan["orphans"] as? [[String: Any]])
        #expect(orphans.count { $0["kind"] as? String == "key" } == keys, "\(json)", sourceLocation: sourceLocation)
        #expect(orphans.count == keys + fragments, "\(json)", sourceLocation: sourceLocation)
        let markdown = try await world.keyturn("plan", "--format", "markdown").output
        #expect(markdown.contains("orphaned-") == (keys + fragments > 0), "\(markdown)", sourceLocation: sourceLocation)
        let verify = try await world.keyturn("verify")
        for (check, count) in [("orphaned-key", keys), ("orphaned-fragment", fragments)] {
            let failed = verify.output.split(separator: "\n").count { $0.hasPrefix("  fail") && $0.contains(check) }
            #expect(failed == count, "\(verify)", sourceLocation: sourceLocation)
        }
        if keys + fragments > 0 { #expect(verify.exitCode == 1, "\(verify)", sourceLocation: sourceLocation) }
        let metrics = world.path("metrics.prom")
        try await world.keyturn("status", "--metrics-file", metrics)
        let text = try world.read("metrics.prom")
        #expect(
            text.contains("keyturn_orphaned_keys{environment=\"prod\"} \(keys)\n")
                && text.contains("keyturn_orphaned_fragments{environment=\"prod\"} \(fragments)\n"),
            "\(text)",
            sourceLocation: sourceLocation
        )
    }

    /// What a message proposes as YAML, as a person would paste it.
    private func proposal() async throws -> String {
        let run = try await world.keyturn("plan")
        let line = try #require(
            run.errors.split(separator: "\n").first { $0.contains("to end it, declare `") },
            "\(run)"
        )
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        return "  \(try #require(parts.dropFirst().first))\n"
    }

    @Test(arguments: kinds)
    func `a declaration that is deleted is reported, and its entries stay byte for byte`(_ kind: SeedDatabase.Kind)
        async throws
    {
        let place = try await begin(kind, [Declared(), Self.worker, Self.other])
        let files = ["compose.keyturn.yaml", "shared.env", "secrets/worker_key"].map { "\(place.output)/\($0)" }
        let before = try files.map(world.read)
        try declare([Declared(), Self.other])
        try await expectTold(keys: 1, fragments: 3)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try files.map(world.read) == before)
        #expect(try place.keys.count == 3 && place.accepted() == Set(place.keys))

        // A rotation of a neighbour changes nothing of it either.
        #expect(try await world.keyturn("rotate", "prod/other", "--now", "--yes").exitCode == 0)
        let worker = try #require(KeyText.keys(in: try world.read(files[2])).first)
        #expect(try world.read(files[0]).contains("\"PM_MCP_API_KEY\": \"\(worker)\""))
        #expect(try world.read(files[0]).contains("/run/secrets/worker_key"))
        #expect(try world.read(files[1]).contains("WORKER=\(worker)\n"))
        try await expectTold(keys: 1, fragments: 3)

        // The way out that is printed is one: pasted, it ends the key and takes its entries out.
        let proposal = try await proposal()
        try declare([Declared(), Self.other])
        try world.write("environments/prod.yaml", try world.read("environments/prod.yaml") + proposal)
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(try !place.accepted().contains(worker))
        #expect(try !world.read(files[0]).contains("worker") && !world.exists(files[2]))
        #expect(try !world.read(files[1]).contains("WORKER"))
        try await expectTold(keys: 0, fragments: 0)
    }

    @Test(arguments: kinds)
    func `when the last declaration of a file is deleted the file is reported`(_ kind: SeedDatabase.Kind) async throws {
        let place = try await begin(kind, [Declared(), Self.worker])
        try declare([Declared(deliver: ["{ dotenv: other.env, variable: K }"]), Self.worker])
        world.mayHoldKeys(["\(place.output)/other.env"])
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        // The old file, and the entry in the shared override, with the day on which their readers go dark.
        try await expectTold(keys: 0, fragments: 2)
        let plan = try await world.keyturn("plan")
        #expect(plan.errors.contains("backend.env was written by keyturn, and no delivery names it"), "\(plan)")
        #expect(plan.errors.contains("of prod/backend; its readers here are refused from"), "\(plan)")
        #expect(plan.errors.contains("still has PM_MCP_API_KEY of service api"), "\(plan)")
    }

    @Test(arguments: kinds)
    func `another owner of an identity leaves the old key told, before and after the new one is delivered`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try await begin(kind, [Declared(), Self.other])
        let old = try #require(KeyText.keys(in: try world.read("\(place.output)/backend.env")).first)
        try declare([Declared(owner: 7), Self.other])
        let plan = try await world.keyturn("plan")
        #expect(plan.warningCodes == ["orphaned-key"], "\(plan)")
        #expect(plan.errors.contains("owner \(Declared().id), never expires"), "\(plan)")
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(try !world.read("\(place.output)/backend.env").contains(old) && place.accepted().contains(old))
        try await expectTold(keys: 1, fragments: 0)

        // Left on purpose: no more told but by `status --all`.
        let fingerprint = Fingerprint(of: Secret(text: old)).description
        for entry in [fingerprint, Declared().id] {
            try declare([Declared(owner: 7), Self.other], forgotten: "\"\(entry)\"")
            try await expectTold(keys: 0, fragments: 0)
            let all = try await world.keyturn("status", "--all")
            #expect(all.output.contains("Left on purpose") && all.output.contains(fingerprint), "\(all)")
        }

        let proposal = try await {
            try declare([Declared(owner: 7), Self.other])
            return try await self.proposal()
        }()
        try world.write("environments/prod.yaml", try world.read("environments/prod.yaml") + proposal)
        let end = try await world.keyturn("apply", "--yes")
        #expect(end.exitCode == 0, "\(end)")
        #expect(try !place.accepted().contains(old))
        try await expectTold(keys: 0, fragments: 0)
    }

    @Test(arguments: kinds)
    func `a key whose only trace is its own file is not overwritten before someone decides`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let place = try await begin(kind, [Declared(), Self.other])
        let files = ["compose.keyturn.yaml", "backend.env"].map { "\(place.output)/\($0)" }
        let before = try files.map(world.read)
        let old = try #require(KeyText.keys(in: before[1]).first)
        // Nothing of the row is declared any more.
        try declare([Declared(owner: 7, keyName: "Another name"), Self.other])
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 1 && apply.errorCodes == ["orphaned-key"], "\(apply)")
        #expect(try files.map(world.read) == before)
        #expect(place.keys.count == 2)

        // Others go on beside it.
        #expect(try await world.keyturn("rotate", "prod/other", "--now", "--yes").exitCode == 0)
        #expect(try world.read(files[0]).contains(old) && world.read(files[1]) == before[1])
        let rotate = try await world.keyturn("rotate", "--yes")
        #expect(rotate.exitCode == 0 && rotate.warningCodes.contains("orphaned-key"), "\(rotate)")

        let fingerprint = Fingerprint(of: Secret(text: old)).description
        try declare([Declared(owner: 7, keyName: "Another name"), Self.other], forgotten: "\"\(fingerprint)\"")
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try await world.expectEmptyPlan()
        #expect(try !world.read(files[1]).contains(old))
    }

    @Test(arguments: kinds)
    func `a file that is renamed leaves the old one told, by name, header or key alone`(
        _ kind: SeedDatabase.Kind
    ) async throws {
        let secret = "{ secret: worker_key, service: worker, variable: WORKER_FILE }"
        let place = try await begin(
            kind,
            [Declared(deliver: ["{ dotenv: sub/backend.env, variable: K }", secret])]
        )
        try declare([Declared(deliver: ["{ dotenv: backend.env, variable: K }"])])
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        // The dotenv file, the secret, and the override that mounts it.
        try await expectTold(keys: 0, fragments: 3)
        try declare([Declared(deliver: ["{ dotenv: backend.env, variable: K }"])], forgotten: "sub/backend.env")
        try await expectTold(keys: 0, fragments: 2)
        for file in ["sub/backend.env", "secrets/worker_key", "compose.keyturn.yaml"] {
            try world.remove("\(place.output)/\(file)")
        }
        try await expectTold(keys: 0, fragments: 0)
    }

    @Test(arguments: kinds, ["deploy/production", "elsewhere/prod"])
    func `an output folder that is moved leaves the old one told, beside it or by the audit file`(
        _ kind: SeedDatabase.Kind,
        _ output: String
    ) async throws {
        let audit = output.hasPrefix("elsewhere") ? "audit: { path: ../audit.jsonl }" : nil
        try world.addEnvironment("prod", kind)
        try declare([Declared()], audit: audit)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try declare([Declared()], output: output, audit: audit)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try await expectTold(keys: 0, fragments: 2)
        let plan = try await world.keyturn("plan")
        #expect(plan.errors.contains("deploy/prod/backend.env was written by keyturn"), "\(plan)")
        #expect(plan.errors.contains("of prod/backend; its readers here are refused from"), "\(plan)")
    }

    @Test(arguments: kinds)
    func `the audit file reports a key that nothing else does`(_ kind: SeedDatabase.Kind) async throws {
        let place = try world.addEnvironment("prod", kind)
        let audit = "audit: { path: ../audit.jsonl }"
        try declare([Declared(), Self.worker], audit: audit)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try declare([Declared()], audit: audit)
        for file in ["shared.env", "secrets/worker_key", "compose.keyturn.yaml"] {
            try world.remove("\(place.output)/\(file)")
        }
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try await expectTold(keys: 1, fragments: 0)
        let plan = try await world.keyturn("plan")
        #expect(plan.errors.contains("The audit file records that it was issued for prod/worker"), "\(plan)")
    }

    @Test func `a variable of a users' file that is renamed is reported, and what is theirs is not`() async throws {
        let place = try world.addEnvironment("prod")
        try declare([Declared(deliver: ["{ dotenv: backend.env, variable: OLD }"])])
        try world.write("\(place.output)/backend.env", "TOKEN=\(randomKey())\nOLD=\n")
        try world.setMode("\(place.output)/backend.env", 0o600)
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        #expect(try await world.keyturn("plan").warningCodes == [])
        try declare([Declared(deliver: ["{ dotenv: backend.env, variable: NEW }"])])
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0 && apply.warningCodes == ["orphaned-fragment"], "\(apply)")
        #expect(apply.errors.contains("still has OLD, and") && !apply.errors.contains("TOKEN"), "\(apply)")
    }
}

extension World {
    fileprivate func expectEmptyPlan() async throws {
        let plan = try await keyturn("plan", "--detailed-exitcode")
        #expect(plan.exitCode == 0, "\(plan)")
    }
}
