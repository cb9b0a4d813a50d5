internal import Foundation
internal import TestSupport
internal import Testing

/// What apply, rotate and revoke write down, and what `keyturn audit` makes of it.
@Suite(.unlessItHangs) struct AuditTests {
    private let world: World

    init() throws {
        world = try World()
        try world.makeFolder("audit")
        for name in ["dev", "prod"] {
            try world.addEnvironment(name, rotation: "{ every: 30d, overlap: 48h }")
            let file = "environments/\(name).yaml"
            try world.write(file, try world.read(file) + "audit: { path: ../audit/\(name).jsonl }\n")
        }
    }

    private struct Line: Decodable {
        let sequence: Int
        let event: String
        let address: String
        let command: String
        let run: String
        let user: String
        let action: String?
        let outcome: String?
        let from: String?
        let to: String?
        let plan: String?
        let code: String?
        let detail: String?
    }

    private func lines(_ environment: String) throws -> [Line] {
        guard world.exists("audit/\(environment).jsonl") else { return [] }
        return try world.read("audit/\(environment).jsonl").split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
    }

    private func events(_ environment: String, after count: Int = 0) throws -> [String] {
        try lines(environment).dropFirst(count).map { line in
            ([line.event] + [line.action, line.outcome, line.code].compactMap(\.self)).joined(separator: " ")
        }
    }

    private func run(_ arguments: String..., exitCode: Int32 = 0) async throws -> Run {
        let run = try await world.keyturn(arguments)
        #expect(run.exitCode == exitCode, "\(run)")
        return run
    }

    @Test func `every run leaves who did what, from the first word to the outcome`() async throws {
        _ = try await run("apply", "--yes")
        #expect(try events("prod") == ["started", "attempt issue", "change issue done", "ended done", "anchor"])
        let issued = try lines("prod")
        #expect(issued[2].to != nil && issued[1].to == nil)
        #expect(Set(issued.compactMap(\.plan)).count == 1)
        #expect(Set(issued.map(\.run)).count == 1)
        #expect(issued.allSatisfy { $0.command == "apply" && !$0.user.isEmpty })

        var count = issued.count
        _ = try await run("rotate")
        #expect(try events("prod", after: count) == ["skipped nothing-to-do", "anchor"])
        count += 2

        _ = try await run("rotate", "prod/backend", "--now", "--reason", "ticket 7")
        let rotated = try lines("prod").dropFirst(count)
        #expect(rotated.map(\.event) == ["started", "attempt", "change", "ended"])
        #expect(rotated.first?.detail == "ticket 7")
        let change = try #require(rotated.first { $0.event == "change" })
        #expect(change.from == issued[2].to && change.to != nil && change.to != change.from)
        count += 4

        _ = try await run("revoke", "prod/backend", "--yes", "--reason", "leaked")
        #expect(try events("prod", after: count).contains("change revoke done"))
        _ = try await run("audit", "verify")
    }

    @Test func `refusals, overrides and failures are written down too`() async throws {
        try world.write("environments/_policy.yaml", "rules:\n  max-overlap: 1h\n")
        let refused = try await world.keyturn("apply", "--yes")
        try #require(refused.exitCode == 3 || refused.exitCode == 1, "\(refused)")
        try world.write("environments/_policy.yaml", "rules:\n  min-overlap: 30d\n")
        let count = try lines("prod").count
        _ = try await run("apply", "--yes", exitCode: 3)
        let refusal = try events("prod", after: count)
        #expect(refusal.prefix(2) == ["refusal refused min-overlap", "ended refused"], "\(refusal)")
        let before = try lines("prod").count
        _ = try await run("apply", "--yes", "--override", "min-overlap", "--reason", "the vendor is slow")
        let overridden = try lines("prod").dropFirst(before).first { $0.event == "override" }
        #expect(overridden?.code == "min-overlap" && overridden?.detail == "the vendor is slow")

        // A database that cannot be reached.
        let last = try lines("prod").count
        world.set("PROD_DATABASE_URL", "sqlite:\(world.path("nowhere.db"))")
        _ = try await run("rotate", exitCode: 1)
        #expect(try events("prod", after: last).first?.hasPrefix("failure ") == true)
    }

    @Test func `what cannot be written down is not done`() async throws {
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file).replacing("../audit/prod.jsonl", with: "../no/where/prod.jsonl"))
        let apply = try await run("apply", "--yes", exitCode: 1)
        #expect(apply.errors.contains("error[audit-unwritable]"), "\(apply)")
        #expect(try world.place("prod").keys.isEmpty)
        #expect(try !world.place("dev").keys.isEmpty)
        let rotate = try await run("rotate", exitCode: 1)
        #expect(rotate.errors.contains("error[audit-unwritable]"), "\(rotate)")
    }

    @Test func `a plan that does not hold any more is a refusal with its digest`() async throws {
        let plan = try await run("plan", "--out", "review.plan")
        try world.place("prod").insertByHand(randomKey())
        _ = try await run("apply", "review.plan", exitCode: 1)
        let line = try #require(try lines("prod").first { $0.event == "ended" })
        #expect(line.outcome == "refused")
        let digest = try #require(line.plan)
        #expect(
            plan.output.contains(String(digest.prefix(12))) || plan.errors.contains(String(digest.prefix(12))),
            "\(plan)"
        )
    }

    @Test func `edits, gaps and an end that was cut off are found`() async throws {
        _ = try await run("apply", "--yes")
        _ = try await run("rotate", "prod/backend", "--now")
        _ = try await run("rotate")
        let intact = try await run("audit", "verify")
        #expect(intact.output.contains("prod: 11 lines, intact"), "\(intact)")
        let file = "audit/prod.jsonl"
        let text = try world.read(file)

        try world.write(file, text.replacing("\"rotate\"", with: "\"rotatf\"", maxReplacements: 1))
        #expect(try await run("audit", "verify", exitCode: 1).output.contains("was changed"))

        var lines = text.split(separator: "\n")
        lines.remove(at: 2)
        try world.write(file, lines.map { "\($0)\n" }.joined())
        let gap = try await run("audit", "verify", "-e", "prod", exitCode: 1)
        #expect(gap.output.contains("a line is missing before line 3: sequence 3"), "\(gap)")

        // The other environment's file remembers where this one ended.
        try world.write(file, text.split(separator: "\n").prefix(4).map { "\($0)\n" }.joined())
        let cut = try await run("audit", "verify", "-e", "prod", exitCode: 1)
        #expect(cut.output.contains("the audit file of dev remembers 10"), "\(cut)")
        try world.remove(file)
        _ = try await run("audit", "verify", "-e", "prod", exitCode: 1)

        // And so does whoever wrote a head down.
        try world.write(file, text)
        let head = try #require(intact.output.split(separator: "\n").last { $0.contains("head ") }).split(
            separator: " "
        ).last
        _ = try await run("audit", "verify", "-e", "prod", "--head", String(try #require(head)))
        try world.write(file, text.split(separator: "\n").dropLast().map { "\($0)\n" }.joined())
        _ = try await run("audit", "verify", "-e", "prod", "--head", String(try #require(head)), exitCode: 1)
    }

    @Test func `runs at the same time keep one chain`() async throws {
        _ = try await run("apply", "--yes")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask { [world] in
                    let run = try await world.keyturn("rotate", "prod/backend", "--now", "--lock-timeout", "60s")
                    #expect(run.exitCode == 0, "\(run)")
                }
            }
            try await group.waitForAll()
        }
        let verified = try await run("audit", "verify")
        #expect(!verified.output.contains("NOT"), "\(verified)")
        #expect(try lines("prod").count { $0.event == "ended" } == 7)
    }

    @Test func `show finds what is asked for`() async throws {
        _ = try await run("apply", "--yes")
        _ = try await run("rotate", "prod/backend", "--now", "--reason", "ticket 7")
        let all = try await run("audit", "show")
        #expect(all.output.contains("ticket 7") && all.output.contains("dev/backend"), "\(all)")
        let some = try await run(
            "audit",
            "show",
            "prod/backend",
            "--event",
            "change",
            "--last",
            "1",
            "--format",
            "json"
        )
        let found = try JSONDecoder().decode([Line].self, from: Data(some.output.utf8))
        #expect(found.map(\.action) == ["rotate"])
        let key = try #require(found.first?.to)
        let byKey = try await run("audit", "show", "--key", key)
        #expect(byKey.output.split(separator: "\n").count { $0.hasPrefix("20") } == 1, "\(byKey)")
        #expect(try await run("audit", "show", "--since", "2100-01-01").output == "No entries.\n")
        for arguments in [
            ["audit", "show", "--event", "x"], ["audit", "show", "--since", "yesterday"],
            ["audit", "show", "--last", "0"],
            ["audit", "verify", "--head", "x"], ["audit", "verify", "--head", "1:2"],
        ] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 64, "\(run)")
        }
    }

    @Test func `environments that write nothing down have nothing to show`() async throws {
        for name in ["dev", "prod"] {
            let file = "environments/\(name).yaml"
            try world.write(file, try world.read(file).replacing("audit: { path: ../audit/\(name).jsonl }\n", with: ""))
        }
        _ = try await run("apply", "--yes")
        let show = try await run("audit", "show", exitCode: 1)
        #expect(show.errors.contains("add `audit: { path: ../audit/prod.jsonl }`"))
    }
}
