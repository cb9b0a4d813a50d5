internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Keys that stand where no one put them on purpose.
@Suite(.unlessItHangs) struct FindTests {
    private struct Spot: Hashable {
        let path: String
        let line: Int
        let column: Int
        let fingerprint: String
    }

    /// A store with live and dead keys of several owners.
    private func store(_ kind: SeedDatabase.Kind, _ count: Int) throws -> (SeedDatabase, live: [String], dead: [String])
    {
        let database = try SeedDatabase(kind)
        var (live, dead): ([String], [String]) = ([], [])
        for number in 0..<count {
            let id = try #require(OwnerID(randomUUID()))
            try database.insert(Owner(id: id, email: "svc\(number)@backend", name: "Service \(number)"))
            let key = randomKey(prefix: number % 2 == 0 ? "mcp_" : "")
            let isActive = number % 3 != 2
            try database.insertKey(key, owner: id, name: "Key \(number)", isActive: isActive, createdAt: .current)
            if isActive { live.append(key) } else { dead.append(key) }
        }
        return (database, live, dead)
    }

    private func spots(_ run: Run) throws -> Set<Spot> {
        let json = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let findings = try #require(json["findings"] as? [[String: Any]])
        let spots = try findings.map { finding in
            Spot(
                path: finding["path"] as? String ?? "",
                line: try #require(finding["line"] as? Int),
                column: try #require(finding["column"] as? Int),
                fingerprint: try #require(finding["fingerprint"] as? String)
            )
        }
        #expect(Set(spots).count == spots.count)
        return Set(spots)
    }

    /// A text with noise and some keys in it, and where those stand; either spelling of each.
    private func text(_ keys: [String], in path: String) -> (text: String, spots: [Spot]) {
        var text = ""
        var spots: [Spot] = []
        for _ in 0..<Int.random(in: 0...60) {
            switch Int.random(in: 0..<8) {
            case 0:
                guard let key = keys.randomElement() else { continue }
                text += ["KEY=", "\"", " ", "api_key: ", "é/", "a:"].randomElement() ?? ""
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                spots.append(
                    Spot(
                        path: path,
                        line: lines.count,
                        column: (lines.last?.unicodeScalars.count ?? 0) + 1,
                        fingerprint: Fingerprint(of: Secret(text: key)).digits
                    )
                )
                let isPrefixed = key.hasPrefix("mcp_")
                text += Bool.random() ? key : isPrefixed ? String(key.dropFirst(4)) : "mcp_" + key
                text += ["\n", "\"", " ", "&x", "."].randomElement() ?? ""
            case 1: text += randomKey() + "\n"
            case 2: text += (keys.randomElement() ?? "") + "0 "
            case 3: text += String(repeating: "word ", count: Int.random(in: 0..<400))
            case 4: text += "\u{0}\u{1}é"
            default: text += "\n"
            }
        }
        return (text, spots)
    }

    /// A run with something on its standard input.
    private func keyturn(_ world: World, _ arguments: [String], reading text: String) async throws -> Run {
        let folder = try TemporaryFolder()
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder("input")))
        return try await world.keyturn(arguments, wrapper: ["sh", "-c", "exec \"$@\" <\(folder("input"))", "sh"])
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `exactly the planted places are found`(_ kind: SeedDatabase.Kind) async throws {
        for _ in 0..<4 {
            let (database, live, dead) = try store(kind, 12)
            let world = try World()
            world.set("URL", Place(name: "x", database: database).urlText)
            var planted: Set<Spot> = []
            for number in 0..<30 {
                let path = ["tree", "tree/a", "tree/a/b c", "tree/.hidden"].randomElement() ?? "tree"
                let file = "\(path)/file-\(number)"
                let (text, spots) = text(live + dead, in: file)
                try world.write(file, text)
                world.mayHoldKeys([file])
                planted.formUnion(spots)
            }
            let run = try await world.keyturn("find", "--url", "${URL}", "--format", "json", "tree")
            #expect(try spots(run) == planted)
            let liveDigits = Set(live.map { Fingerprint(of: Secret(text: $0)).digits })
            #expect(run.exitCode == (planted.contains { liveDigits.contains($0.fingerprint) } ? 1 : 0))
        }
    }

    @Test func `a fragment may hold the key of its own identity, and no other file may`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let clean = try await world.keyturn("find", ".")
        #expect(clean.exitCode == 0, "\(clean)")
        let key = try #require(place.keys.last)
        try world.write("notes.txt", "remember \(key)\n")
        world.mayHoldKeys(["notes.txt"])
        let run = try await world.keyturn("find", ".")
        #expect(run.exitCode == 1)
        #expect(run.output.contains("notes.txt:1:10: "))
        #expect(run.output.contains("keyturn revoke prod/backend"))
        #expect(!run.output.contains("backend.env"))
        let whose = try await keyturn(world, ["whose"], reading: key + "\n")
        #expect(whose.exitCode == 0, "\(whose)")
        #expect(whose.output.contains("prod/backend, current"))
        #expect(whose.output.contains("backend.env"))
        #expect(try await keyturn(world, ["whose"], reading: randomKey()).exitCode == 1)
        #expect(try await keyturn(world, ["find", "--stdin"], reading: "log: \(key.dropFirst(4))\n").exitCode == 1)
    }

    /// Runs a program at a terminal, types the text of a file once it asks, and prints all that the terminal shows.
    private static let typist = """
        import os, pty, sys
        child, terminal = pty.fork()
        if child == 0:
            os.execvp(sys.argv[2], sys.argv[2:])
        shown = b""
        typed = False
        while True:
            try:
                read = os.read(terminal, 4096)
            except OSError:
                break
            if not read:
                break
            shown += read
            if not typed and b"not shown" in shown:
                os.write(terminal, open(sys.argv[1], "rb").read())
                typed = True
        sys.stdout.buffer.write(shown)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """

    @Test func `a key that is typed at a terminal is not shown there`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let key = randomKey()
        try place.insertByHand(key)
        let folder = try TemporaryFolder()
        try Data((key + "\n").utf8).write(to: URL(fileURLWithPath: folder("input")))
        let wrapper = ["/usr/bin/python3", "-c", Self.typist, folder("input")]
        let run = try await world.keyturn(["whose"], wrapper: wrapper)
        #expect(run.exitCode == 0, "\(run)")
        #expect(run.output.contains("prod/backend"))
        // The world looks for every key that it knows; this is the one that was typed.
        #expect(!run.output.contains(key.dropFirst(4)))
    }

    @Test func `a key that several environments hold is revoked in each`() async throws {
        let world = try World()
        let (prod, dev) = (try world.addEnvironment("prod"), try world.addEnvironment("dev"))
        let key = randomKey()
        for place in [prod, dev] { try place.insertByHand(key) }
        try world.write("notes.txt", "remember \(key)\n")
        world.mayHoldKeys(["notes.txt"])
        let run = try await world.keyturn("find", ".")
        #expect(run.exitCode == 1)
        #expect(run.output.contains("`keyturn revoke dev/backend` and `keyturn revoke prod/backend`"), "\(run)")
    }

    @Test(arguments: [["inventory"], ["inventory", "--format", "json"], ["find", "notes.txt"]])
    func `an environment whose variable is not set does not keep the others from being looked at`(
        arguments: [String]
    ) async throws {
        let world = try World()
        let prod = try world.addEnvironment("prod")
        try world.addEnvironment("dev", url: "${NOT_SET_ANYWHERE}")
        let key = randomKey()
        try prod.insertByHand(key)
        try world.write("notes.txt", "remember \(key)\n")
        world.mayHoldKeys(["notes.txt"])
        let run = try await world.keyturn(arguments)
        #expect(run.exitCode == 1)
        #expect(run.output.contains(Fingerprint(of: Secret(text: key)).digits), "\(run)")
        #expect((run.output + run.errors).contains("NOT_SET_ANYWHERE"))
    }

    @Test func `audit show goes on where a variable of another environment is not set`() async throws {
        let world = try World()
        let prod = try world.addEnvironment("prod")
        try world.write(
            "environments/prod.yaml",
            try world.read("environments/prod.yaml") + "audit: { path: ../audit/prod.jsonl }\n"
        )
        try prod.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try world.addEnvironment("dev", url: "${NOT_SET_ANYWHERE}")
        for arguments in [["audit", "show"], ["audit", "verify"]] {
            let run = try await world.keyturn(arguments)
            #expect(run.exitCode == 1, "\(run)")
            #expect(run.output.contains("prod"), "\(run)")
            #expect(run.errors.contains("NOT_SET_ANYWHERE"))
        }
        #expect(try await world.keyturn("audit", "show", "-e", "prod").exitCode == 0)
    }

    @Test(arguments: [SeedDatabase.Kind.postgreSQLBySQL, .sqliteDashed])
    func `an identity that is delivered nowhere loses its key, and is given none`(kind: SeedDatabase.Kind) async throws
    {
        let world = try World()
        let place = try world.addEnvironment("prod", kind, deliver: [])
        let file = try world.read("environments/prod.yaml")
        try world.write("environments/prod.yaml", file.replacing("deliver:\n", with: "deliver: []\n"))
        try place.insertByHand(randomKey())
        let run = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(run.exitCode == 0, "\(run)")
        #expect(run.warningCodes.contains("delivered-nowhere"))
        let keys = try world.keyCount(place)
        #expect(keys.all == 1 && keys.live == 0)
        let again = try await world.keyturn("revoke", "prod/backend", "--yes")
        #expect(again.exitCode == 0, "\(again)")
        #expect(try world.keyCount(place).all == 1)
    }

    @Test(.enabled(if: Tool.git.isInstalled))
    func `git's history keeps what a file no longer holds`() async throws {
        let (database, live, _) = try store(.sqliteDashed, 3)
        let world = try World()
        world.set("URL", Place(name: "x", database: database).urlText)
        try world.makeFolder("repo")
        func git(_ arguments: String...) throws {
            let identity = ["-c", "user.email=a@b.c", "-c", "user.name=x"]
            try TestProcess.run(["git", "-C", world.path("repo")] + identity + arguments)
        }
        try git("init", "-q")
        try world.write("repo/a/compose.yaml", "services:\n  api: \(live[0])\n")
        try git("add", ".")
        try git("commit", "-qm", "one")
        try world.write("repo/a/compose.yaml", "services: {}\n")
        try git("commit", "-qam", "two")
        let tracked = try await world.keyturn("find", "--url", "${URL}", "--git", "repo")
        #expect(tracked.exitCode == 0, "\(tracked)")
        let history = try await world.keyturn("find", "--url", "${URL}", "--history", "repo")
        #expect(history.exitCode == 1, "\(history)")
        #expect(history.output.contains("a/compose.yaml:2:8 (commit "))
        try world.write("repo/b.txt", "\(live[1])\n")
        world.mayHoldKeys(["repo/b.txt"])
        #expect(try await world.keyturn("find", "--url", "${URL}", "--git", "repo").exitCode == 0)
        try git("add", "b.txt")
        let staged = try await world.keyturn("find", "--url", "${URL}", "--git", "repo")
        #expect(staged.exitCode == 1, "\(staged)")
        try world.write("repo/b.txt", "gone\n")
        let inIndex = try await world.keyturn("find", "--url", "${URL}", "--git", "repo")
        #expect(inIndex.output.contains("b.txt:1:1 (staged)"), "\(inIndex)")
    }

    @Test(.enabled(if: Tool.git.isInstalled))
    func `a live key in what git tracks is reported by plan and fails verify`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let key = randomKey()
        try place.insertByHand(key)
        try world.write("compose.yaml", "services:\n  api:\n    environment: [KEY=\(key)]\n")
        try world.write(".gitignore", "/deploy/\n*.sqlite\n")
        world.mayHoldKeys(["compose.yaml"])
        for arguments in [["init", "-q"], ["add", "compose.yaml"]] {
            try TestProcess.run(["git", "-C", world.folder.path] + arguments)
        }
        let plan = try await world.keyturn("plan")
        #expect(plan.exitCode == 0)
        #expect(plan.warningCodes.contains("live-key-in-git"), "\(plan)")
        #expect(plan.errors.contains("compose.yaml:3"))
        let verify = try await world.keyturn("verify")
        #expect(verify.errorCodes.contains("live-key-in-git"), "\(verify)")
        #expect(verify.exitCode == 1)
        let hook = try await world.keyturn("hook", "pre-commit")
        #expect(hook.exitCode == 1, "\(hook)")
        let manifest = try await world.keyturn("isolation", "export", "-e", "prod")
        try world.write("prod.json", manifest.output)
        let offline = try await world.keyturn("hook", "pre-commit", "--manifest", "prod.json", "-C", "nowhere")
        #expect(offline.exitCode == 1, "\(offline)")
        #expect(offline.errors.contains("compose.yaml:3:"))
    }

    @Test func `revoke records what it revoked`() async throws {
        let world = try World()
        let place = try world.addEnvironment("prod")
        try place.insertByHand(randomKey())
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        let first = try await world.keyturn("revoke", "prod/backend", "--yes", "--record", "--reason", "seen: \"x\"")
        #expect(first.exitCode == 0, "\(first)")
        let second = try await world.keyturn("revoke", "prod/backend", "--yes", "--record")
        #expect(second.exitCode == 0, "\(second)")
        let list = try world.read("environments/_revoked.yaml")
        #expect(list.split(separator: "\n").count { $0.contains("fingerprint:") } >= 2, "\(list)")
        #expect(try await world.keyturn("validate").exitCode == 0)
    }
}

extension World {
    fileprivate func keyCount(_ place: Place) throws -> (all: Int, live: Int) {
        let rows = try place.database.execute("SELECT is_active FROM user_mcp_api_keys")
        return (rows.count, rows.count { $0.first.flatMap(\.self) == "t" || $0.first.flatMap(\.self) == "1" })
    }
}
