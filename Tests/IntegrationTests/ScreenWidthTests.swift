internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// No line of any command's text is wider than the terminal, measured in its cells.
@Suite(.unlessItHangs) struct ScreenWidthTests {
    /// What each command is given; what writes files or asks comes last.
    private static let commandLines: [[String]] = [
        ["validate"], ["inventory"], ["find", "deploy"], ["find", "."], ["plan"],
        ["plan", "-v", "--all"], ["plan", "--out", "a.plan"], ["show", "a.plan"], ["status"], ["verify"], ["doctor"],
        ["audit", "show"], ["audit", "verify"], ["schedule", "show"], ["forecast"], ["isolation", "show"],
        ["isolation", "check", "nowhere.json"], ["hook", "pre-commit"], ["policy", "list"],
        ["policy", "explain", "require-tls"], ["profile", "list"], ["profile", "show", "pm-mcp-server"],
        ["profile", "check"],
        ["explain", "parallel-key"], ["explain", "overlap"], ["version"], ["init", "starter"],
        ["apply", "--yes"], ["rotate", "--unattended"], ["revoke", "dev/frontend-of-the-shop", "--yes"], ["status"],
        ["audit", "show"], ["isolation", "show"], ["inventory", "--all"],
        // Mistakes.
        ["rotate", "backend"], ["apply", "no.plan"], ["plan", "--env", "prod"], ["aply"], ["plan", "--until", "x"],
        ["forecast", "--until", "x"], ["find", "nowhere"], ["plan", "-C", "nowhere"], ["plan", "-e", "nowhere"],
    ]

    /// Their results are documents, which nothing may break; one of them asks for a key.
    private static let documents: Set = [
        "whose", "isolation export", "profile draft", "schedule export", "schema", "completion", "reference",
    ]

    private func world() async throws -> World {
        let world = try World()
        for name in ["dev", "prod"] {
            let place = try world.addEnvironment(name)
            try place.database.execute(
                """
                INSERT INTO users (id, email, name, created_at, updated_at) VALUES
                    ('00000000-0000-0000-0000-0000000000aa', 'a.very.long.address.of.a.person@shop.example.com',
                     '東京の店 e\u{301}', '2026-01-01 00:00:00', '2026-01-01 00:00:00');
                INSERT INTO user_mcp_api_keys (id, user_id, name, api_key, is_active, created_at, updated_at) VALUES
                    ('00000000-0000-0000-0000-0000000000a\(name.count % 10)', '00000000-0000-0000-0000-0000000000aa',
                     '東京の店の鍵 and what it is for, in some more words', '\(randomKey())', 1,
                     '2026-01-01 00:00:00', '2026-01-01 00:00:00');
                """
            )
            try world.write(
                "environments/\(name).yaml",
                try world.read("environments/\(name).yaml")
                    + """
                      frontend-of-the-shop:
                        owner: { id: 00000000-0000-0000-0000-0000000000bb, email: front@shop.example, name: Front }
                        key: { name: Frontend of the shop, prefix: mcp_ }
                        deliver: [{ dotenv: frontend-of-the-shop.env, variable: KEY }]
                    audit: { path: ../audit-\(name).jsonl }

                    """
            )
        }
        world.mayHoldKeys(["dev", "prod"].map { "deploy/\($0)/frontend-of-the-shop.env" })
        return world
    }

    /// What reads and says the same whenever it is run.
    private static let reading: [[String]] = [
        ["validate"], ["inventory"], ["plan"], ["plan", "--all", "--diff"], ["status"], ["verify"], ["doctor"],
        ["doctor", "--grants"], ["schedule"], ["forecast"], ["isolation"], ["policy", "list"],
        ["policy", "explain", "require-tls"], ["profile", "list"], ["profile", "check"], ["explain", "parallel-key"],
        ["audit", "show"], ["aply"], ["plan", "--env", "prod"], ["plan", "-e", "prd"], ["plan", "--help"],
    ]

    @Test(arguments: [80, 100, 120])
    func `every screen says the same in colour and without, and NO_COLOR has no escape sequence`(_ columns: Int)
        async throws
    {
        let world = try await world()
        world.set("KEYTURN_TEST_CLOCK", String(Instant.current.microseconds))
        for arguments in Self.reading {
            let coloured = try await world.screen(columns, arguments).output.withoutProgress
            for variables in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
                let plain = try await world.screen(columns, arguments, variables: variables).output.withoutProgress
                #expect(!plain.contains("\u{1B}["), "\(arguments): \(plain)")
                #expect(coloured.withoutColour == plain, "\(arguments)")
            }
        }
    }

    /// Recorded as people see them; a colour is written as its number: `‹31›`.
    @Test(arguments: [80, 100, 120])
    func `the screens of a small fleet are as they were recorded`(_ columns: Int) async throws {
        let world = try await world()
        // Ages are shown: it is always the same day.
        world.set("KEYTURN_TEST_CLOCK", String(try #require(Instant(text: "2026-06-01T12:00:00Z")).microseconds))
        var transcript = ""
        for arguments in [
            ["plan"], ["status"], ["apply", "--yes"], ["status"], ["verify", "dev"], ["forecast", "dev"], ["isolation"],
            ["inventory", "-e", "dev"], ["aply"],
        ] {
            let screen = try await world.screen(columns, arguments).output.withoutProgress
            transcript += "$ keyturn \(arguments.joined(separator: " "))\n\(screen)\n"
        }
        let shown = Normaliser(world, transcript: transcript).normalised(transcript)
            .replacing(/\u{1B}\[([0-9;]*)m/) { "‹\($0.output.1)›" }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Screens/\(columns).txt")
        guard ProcessInfo.processInfo.environment["KEYTURN_RECORD"] != "1" else {
            try Data(shown.utf8).write(to: file)
            Issue.record("recorded: look at the difference, then run without KEYTURN_RECORD")
            return
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        let pairs = zip(expected.split(separator: "\n"), shown.split(separator: "\n"))
        let differing = pairs.first { $0 != $1 }.map { "expected: \($0)\nshown:    \($1)" } ?? ""
        #expect(shown == expected, "\(differing)")
    }

    @Test(arguments: [80, 100, 120])
    func `no line of any command is wider than the terminal`(_ columns: Int) async throws {
        let world = try await world()
        let leaves = try CommandTree(try await world.keyturn("--experimental-dump-help").output).leaves
        let tried = Self.commandLines.map { $0.joined(separator: " ") }
        for leaf in leaves.map({ $0.joined(separator: " ") }) where leaf != "help" && !Self.documents.contains(leaf) {
            #expect(tried.contains { $0 == leaf || $0.hasPrefix(leaf + " ") }, "\(leaf) is not tried")
        }
        let help = Set(leaves.flatMap { leaf in (0...leaf.count).map { Array(leaf.prefix($0)) } }).map {
            $0 + ["--help"]
        }
        for arguments in Self.commandLines + help where arguments.first != "help" {
            let screen = try await world.screen(columns, arguments).output.withoutColour
            for line in screen.split(separator: "\n") where !line.contains(" info keyturn") {
                // Lines of YAML mean something.
                if arguments.starts(with: ["profile", "show"]), !line.hasPrefix("#") { continue }
                // A word that is wider than the terminal stays whole.
                guard line.split(separator: " ").allSatisfy({ $0.terminalCells <= columns - 4 }) else { continue }
                #expect(line.terminalCells <= columns, "\(arguments): \(line)")
            }
        }
    }
}

extension Substring {
    /// How wide a terminal shows it, by what Unicode says of its letters.
    fileprivate var terminalCells: Int {
        unicodeScalars.reduce(0) { cells, scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: cells
            default: cells + ((0x2E80...0x9FFF).contains(scalar.value) || scalar.properties.isEmojiPresentation ? 2 : 1)
            }
        }
    }
}
