internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// What a person sees on a terminal: lines that fit, words that are whole, and what is dangerous last.
@Suite(.unlessItHangs) struct ScreenTests {
    /// Twelve keys to adopt, and three of a wrong format that are replaced: two of them are in use.
    private func fleet() async throws -> World {
        let world = try World()
        // Two runs in different minutes would not say the same.
        world.set("KEYTURN_TEST_CLOCK", String(Instant.current.microseconds))
        let place = try world.addEnvironment("dev")
        var yaml = """
            environment: dev
            database: { url: "${DEV_DATABASE_URL}" }
            output: ../deploy/dev
            identities:

            """
        for number in (1...12).reversed() {
            try insert(place, owner: number, name: "Service \(number)", created: "2026-01-01 00:00:00", used: nil)
            yaml += identity("svc\(number)", owner: number, name: "Service \(number)")
        }
        for (number, used) in [(97, recently), (98, recently), (99, nil)] {
            try insert(place, owner: number, name: "Old \(number)", created: "2026-01-01 00:00:00", used: used)
            yaml += identity("old\(number)", owner: number, name: "Old \(number)", prefix: "new_")
        }
        try world.write("environments/dev.yaml", yaml)
        world.mayHoldKeys((1...12).map { "deploy/dev/svc\($0).env" } + (97...99).map { "deploy/dev/old\($0).env" })
        return world
    }

    private let recently = (Instant.current - .seconds(86_400)).databaseText

    private func owner(_ number: Int) -> String {
        "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)"
    }

    private func identity(_ name: String, owner number: Int, name key: String, prefix: String = "mcp_") -> String {
        "  \(name): { owner: { id: \(owner(number)), email: \(name)@dev, name: \(name) }, "
            + "key: { name: \(key), prefix: \(prefix) }, deliver: [{ dotenv: \(name).env, variable: KEY }] }\n"
    }

    private func insert(_ place: Place, owner number: Int, name: String, created: String, used: String?) throws {
        let name = "'\(name)'"
        try place.database.execute(
            """
            INSERT OR IGNORE INTO users (id, email, name, created_at, updated_at) VALUES
                ('\(owner(number))', '\(number > 90 ? "old" : "svc")\(number)@dev',
                 '\(number > 90 ? "old" : "svc")\(number)', '\(created)', '\(created)');
            INSERT INTO user_mcp_api_keys (id, user_id, name, api_key, is_active, created_at, updated_at, last_used_at)
            VALUES ('\(UUID().uuidString.lowercased())', '\(owner(number))', \(name), '\(randomKey())', 1, '\(created)', '\(created)',
                \(used.map { "'\($0)'" } ?? "NULL"));
            """
        )
    }

    @Test(arguments: [80, 100, 120, 200])
    func `every line of a plan and a status fits, and no word is broken`(_ columns: Int) async throws {
        let world = try await fleet()
        for arguments in [
            ["plan"], ["plan", "--all", "--diff", "-v"], ["status"], ["plan", "--no-color"], ["schedule"],
            ["isolation"],
        ] {
            let wide = try await world.screen(1_000, arguments).output.withoutColour.withoutProgress
            let screen = try await world.screen(columns, arguments).output.withoutColour.withoutProgress
            let lines = screen.split(separator: "\n").filter { !$0.contains(" info keyturn") && !$0.contains("PATH") }
            for line in lines where line.words.allSatisfy({ $0.count < columns / 2 }) {
                #expect(line.count <= columns, "\(arguments): \(line)")
            }
            if arguments.contains("-v") || arguments == ["isolation"] { continue }
            #expect(screen.words.sorted() == wide.words.sorted(), "\(arguments)\n\(screen)\n\(wide)")
        }
    }

    @Test func `what ends keys in use stands last, alike changes are folded, and names are in natural order`()
        async throws
    {
        let world = try await fleet()
        let plan = try await world.screen(100, ["plan", "--no-color"]).output
        let lines = plan.split(separator: "\n", omittingEmptySubsequences: false)
        let folded = try #require(lines.firstIndex { $0.contains("12 × adopt") && $0.contains("(--all lists them)") })
        let block = try #require(lines.firstIndex { $0.hasPrefix("Review these") })
        let summary = try #require(lines.firstIndex { $0.hasPrefix("Plan: ") })
        #expect(folded < block && block < summary)
        #expect(lines[block..<summary].count { $0.contains("! replace") } == 3, "\(plan)")
        #expect(lines[summary...].allSatisfy { $0.isEmpty || $0.hasPrefix("Plan: ") }, "\(plan)")

        let all = try await world.screen(100, ["plan", "--no-color", "--all"]).output
        let names = all.matches(of: /dev\/(svc\d+)\s/).map { String($0.output.1) }
        #expect(names == (1...12).map { "svc\($0)" }, "\(all)")
        #expect(!all.contains("PM_MCP") && !all.contains("+ KEY="))
        let diff = try await world.screen(100, ["plan", "--no-color", "--diff"]).output
        #expect(diff.contains("+ KEY="), "\(diff)")
    }

    @Test func `the question counts the keys in use that end, and only yes applies`() async throws {
        let world = try await fleet()
        let refused = try await world.screen(100, ["apply"], answer: "y")
        #expect(
            refused.output.contains(
                "Apply? 2 keys that are in use will end. 1 key whose last use is unknown will end.\nType 'yes' to apply: "
            ),
            "\(refused)"
        )
        #expect(refused.exitCode == 1 && refused.output.contains("Nothing was changed."), "\(refused)")
        let applied = try await world.screen(100, ["apply"], answer: "yes")
        #expect(applied.exitCode == 0, "\(applied)")
        #expect(try await world.keyturn("plan", "--detailed-exitcode").exitCode == 0)
    }

    @Test func `colour is for terminals alone, and says nothing that the text does not`() async throws {
        let world = try await fleet()
        for arguments in [["plan"], ["status"]] {
            let coloured = try await world.screen(100, arguments).output.withoutProgress
            #expect(coloured.contains("\u{1B}["))
            let plain = try await world.screen(100, arguments, variables: ["NO_COLOR": "1"]).output.withoutProgress
            #expect(!plain.contains("\u{1B}["))
            #expect(coloured.withoutColour == plain)
            #expect(try await world.screen(100, arguments + ["--no-color"]).output.withoutProgress == plain)
            #expect(try await world.screen(100, arguments, variables: ["TERM": "dumb"]).output.withoutProgress == plain)
            let piped = try await world.keyturn(arguments)
            #expect(piped.output == plain)
        }
    }

    @Test func `quiet leaves the summary, and a status has every use and its pending work on one line`() async throws {
        let world = try await fleet()
        let plan = try await world.keyturn("plan", "-q")
        #expect(plan.output.split(separator: "\n").count == 1 && plan.output.hasPrefix("Plan: "), "\(plan)")
        let quiet = try await world.keyturn("status", "-q")
        #expect(quiet.output.split(separator: "\n").count == 1 && quiet.output.hasPrefix("15 identities: "), "\(quiet)")
        for (arguments, beginning) in [
            (["doctor", "-q"], "3 passed"), (["isolation", "-q"], "Isolated: 1 environment"),
            (["forecast", "-q"], "12 adoptions, 3 replacements"),
        ] {
            let run = try await world.keyturn(arguments)
            #expect(run.output.hasPrefix(beginning), "\(run)")
        }
        let verify = try await world.keyturn("verify", "-q")
        #expect(verify.output.contains("fail ") && !verify.output.contains("pass "), "\(verify)")
        let status = try await world.keyturn("status")
        let lines = status.output.split(separator: "\n")
        #expect(lines.first?.hasSuffix("PENDING") == true)
        #expect(lines.contains { $0.hasPrefix("dev/old97 ") && $0.contains("replace") }, "\(status)")
        try await world.keyturn("apply", "--yes")
        let after = try await world.keyturn("status").output.split(separator: "\n")
        #expect(after.count { $0.contains("old key") && $0.contains("; last used ") } == 2, "\(after)")
        #expect(after.count { $0.contains("old key") && $0.contains("; last use unknown") } == 1, "\(after)")
        #expect(lines.last?.hasPrefix("15 identities: ") == true, "\(status)")
    }
}
