import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

@testable import Delivery

@Suite(.enabled(if: runs("git", "--version"), "git is not installed"))
struct GitTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
        try temporary.makeFolder("repo")
        #expect(runs("git", "init", "-q", temporary.url("repo")))
    }

    private func subject(_ folder: String, _ files: [String]) -> GitSubject {
        GitSubject(folder: temporary.url(folder), files: files)
    }

    private func warnings(_ fragments: [String], in output: String) async -> [Diagnostic] {
        // However busy the machine is, git is waited for.
        let findings = await GitCommand(patience: .seconds(3_600)).look(at: [subject(output, fragments)])
        return findings.compactMap { $0.warning(environment: "prod", at: nil) }
    }

    @Test func `fragments that git would track are one warning`() async throws {
        let warnings = await warnings(["a.env", "secrets/s"], in: "repo/deploy/prod")
        #expect(warnings.count == 1)
        let warning = try #require(warnings.first)
        #expect(warning.severity == .warning)
        #expect(warning.code == "fragment-tracked")
        #expect(warning.address == "prod")
        #expect(warning.summary == "git does not ignore 2 fragments that contain keys: a.env, secrets/s")
        #expect(warning.fix?.contains("top of the repository: /deploy/prod/;") == true)
    }

    @Test(arguments: ["repo/deploy/prod", "repo"])
    func `following the advice ends the warning`(output: String) async throws {
        let before = await warnings(["a [b].env", "x/c*.env"], in: output)
        let fix = try #require(before.first?.fix)
        let start = try #require(fix.range(of: "repository: ")).upperBound
        let end = try #require(fix.range(of: "; remove")).lowerBound
        let lines = fix[start..<end].split(separator: " and ").joined(separator: "\n")
        try temporary.write(lines + "\n", to: "repo/.gitignore")
        #expect(await warnings(["a [b].env", "x/c*.env"], in: output).isEmpty)
        #expect(await !warnings(["x/cc.txt"], in: "repo").isEmpty)
    }

    @Test func `only those that are not ignored are reported, a few by name`() async throws {
        try temporary.write("*.env\n", to: "repo/.gitignore")
        #expect(await warnings(["a.env", "ä b.env"], in: "repo/out").isEmpty)
        let some = await warnings(["a.env", "f1", "f2", "f3", "f4", "f5"], in: "repo/out")
        #expect(some.first?.summary == "git does not ignore 5 fragments that contain keys: f1, f2, f3 and 2 more")
        #expect(some.first?.fix?.contains("/out/f1, /out/f2 and /out/f3") == true)
    }

    @Test func `a file that is committed is tracked, whatever is ignored`() async throws {
        try temporary.write("x", to: "repo/out/a.env")
        #expect(runs("git", "-C", temporary.url("repo"), "add", "out/a.env"))
        try temporary.write("/out/\n", to: "repo/.gitignore")
        let warnings = await warnings(["a.env", "b.env"], in: "repo/out")
        #expect(warnings.first?.summary == "git does not ignore 1 fragment that contains a key: a.env")
    }

    @Test func `a link to the output folder is looked through`() async throws {
        try temporary.makeFolder("repo/out")
        try temporary.link("linked", to: "repo/out")
        #expect(await warnings(["a.env"], in: "linked").count == 1)
    }

    @Test func `outside of a repository there is no warning`() async throws {
        try temporary.makeFolder("plain")
        #expect(await warnings(["a.env"], in: "plain/out").isEmpty)
        #expect(await warnings([], in: "repo/out").isEmpty)
    }

    @Test func `many fragments are asked about at once`() async throws {
        let fragments = (0..<20_000).map { "folder/of/fragments/number-\($0).env" }
        let warnings = await warnings(fragments, in: "repo/out")
        #expect(warnings.first?.summary.hasPrefix("git does not ignore 20000 fragments") == true)
    }

    @Test func `a simulation asks no one`() async {
        let findings = await NoGitTracking().look(at: [subject("repo", ["a.env"])])
        #expect(findings.count == 1 && findings.first?.warning(environment: "prod", at: nil) == nil)
    }

    // MARK: - Several folders

    /// A finding in a word.
    private func word(_ finding: GitFinding) -> String {
        switch finding {
        case .outside: "outside"
        case .ignored: "ignored"
        case .tracked(let tracked): "tracked: \(tracked.paths.joined(separator: " "))"
        case .unknown(let obstacle): "unknown: \(obstacle.reason)"
        }
    }

    /// The words about each folder, and how often git was started: a wrapper notes every start.
    private func looks(_ folders: [GitSubject]) async throws -> (words: [String], starts: Int) {
        let path = try path("echo started >> \(temporary.url("starts")); PATH=/usr/bin:/bin exec git \"$@\"")
        let git = GitCommand(patience: .seconds(3_600)) { name in
            name == "PATH" ? "\(path):/usr/bin:/bin" : getenv(name).map { String(cString: $0) }
        }
        let words = await git.look(at: folders).map(word)
        return (words, temporary.read("starts")?.split(separator: "\n").count ?? 0)
    }

    @Test func `git is started once for a repository, however many folders are in it`() async throws {
        try temporary.write("/deploy/e2/\n/deploy/e3/a.env\n", to: "repo/.gitignore")
        try temporary.makeFolder("repo/deploy/e0")
        try temporary.makeFolder("repo/deploy/e2")
        try temporary.link("linked", to: "repo/deploy/e2")
        #expect(runs("git", "init", "-q", temporary.url("second")))
        try temporary.write("*\n", to: "second/.gitignore")
        let twelve = (0..<12).map { subject("repo/deploy/e\($0)", ["a.env", "b.env"]) }
        let others = [
            subject("second/out", ["a.env"]), subject("plain/out", ["a.env"]), subject("repo", []),
            subject("linked", ["a.env"]),
        ]
        let (words, starts) = try await looks(twelve + others)
        let tracked = "tracked: a.env b.env"
        #expect(words.prefix(4) == [tracked, tracked, "ignored", "tracked: b.env"])
        #expect(words[4..<12].allSatisfy { $0 == tracked })
        #expect(words.suffix(4) == ["ignored", "outside", "outside", "ignored"])
        #expect(starts == 2)
    }

    @Test func `a database that a link leads to is asked about where it is, with what SQLite puts beside it`()
        async throws
    {
        try temporary.write("/data/\n", to: "repo/.gitignore")
        try temporary.write("x", to: "repo/environments/prod.sqlite")
        try temporary.makeFolder("repo/data")
        try temporary.link("repo/data/prod.sqlite", to: "../environments/prod.sqlite")
        let linked = GitSubject(database: temporary.url("repo/data/prod.sqlite"))
        let plain = GitSubject(database: temporary.url("repo/data/other.sqlite"))
        let (words, _) = try await looks([linked, plain])
        #expect(words == ["tracked: prod.sqlite prod.sqlite-wal prod.sqlite-journal", "ignored"])
    }

    @Test func `a path that git refuses is reported about its own folder alone`() async throws {
        try temporary.makeFolder("repo/real")
        try temporary.makeFolder("repo/a")
        try temporary.link("repo/a/inner", to: temporary.url("repo/real"))
        let (words, _) = try await looks([subject("repo/a", ["inner/x.env"]), subject("repo/b", ["b.env"])])
        #expect(words.first?.hasPrefix("unknown: the path of a fragment") == true, "\(words)")
        #expect(words.last == "tracked: b.env")
    }

    @Test func `what is wrong with a repository is asked once and told of all its folders`() async throws {
        try temporary.write("[core\n", to: "repo/.git/config")
        let (words, starts) = try await looks([subject("repo/a", ["a.env"]), subject("repo/b", ["b.env"])])
        #expect(words.count == 2 && words.allSatisfy { $0.contains("cannot read the configuration") }, "\(words)")
        #expect(starts == 1)
    }

    // MARK: - What cannot be told

    /// `git` in a folder that is the whole PATH; nil leaves the folder empty.
    private func path(_ script: String?) throws -> String {
        try temporary.makeFolder("bin")
        if let script { try writeProgram("#!/bin/bash\n\(script)\n", to: temporary.url("bin/git")) }
        return temporary.url("bin")
    }

    private func obstacle(
        in output: String = "repo/out",
        patience: Duration = .seconds(3_600),
        _ variables: [String: String]
    ) async -> GitObstacle? {
        let git = GitCommand(patience: patience) {
            variables[$0] ?? ($0 == "PATH" ? getenv($0).map { String(cString: $0) } : nil)
        }
        let findings = await git.look(at: [subject(output, ["a.env"])])
        guard case .unknown(let obstacle)? = findings.first else { return nil }
        return obstacle
    }

    @Test(arguments: [
        ("echo \"fatal: detected dubious ownership in repository at '/r'\" >&2; exit 128", "dubious ownership"),
        ("echo 'fatal: this operation must be run in a work tree' >&2; exit 128", "bare"),
        ("echo 'fatal: bad config line 3 in file .git/config' >&2; exit 128", "cannot read the configuration"),
        ("echo 'fatal: index file corrupt' >&2; exit 128", "cannot read the index"),
        ("echo 'fatal: password hunter2' >&2; exit 128", "exit code 128"), ("kill -9 $$", "could not be run"),
        ("head -c 100000 /dev/zero >&2; exit 128", "could not be run"),
    ])
    func `git that gives up is reported, with why and without its words`(_ script: String, _ why: String) async throws {
        let path = try path(script) + ":/usr/bin:/bin"
        let obstacle = try #require(await obstacle(["PATH": path]))
        #expect(obstacle.reason.contains(why), "\(obstacle)")
        #expect(!obstacle.reason.contains("hunter2") && !obstacle.fix.isEmpty)
    }

    @Test func `where git is not installed, that is reported where a repository is, and nowhere else`() async throws {
        let path = try path(nil)
        #expect(await obstacle(["PATH": path])?.reason.contains("git is not in PATH") == true)
        try temporary.makeFolder("plain")
        #expect(await obstacle(in: "plain", ["PATH": path]) == nil)
    }

    @Test func `git that takes too long is reported, and ended with what it started`() async throws {
        let path = try path("sleep 1000 & echo $! > \(temporary.url("child")); wait") + ":/usr/bin:/bin"
        let obstacle = await obstacle(patience: .seconds(1), ["PATH": path])
        #expect(obstacle?.reason.contains("did not answer") == true)
        guard let child = temporary.read("child").flatMap({ pid_t($0.trimmingCharacters(in: .newlines)) }) else {
            return
        }
        // It ends in its own time; one that was not told to ends in a quarter of an hour only.
        var isThere = true
        for _ in 0..<600 where isThere {
            let state = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? "Z"
            isThere = kill(child, 0) == 0 && !state.contains(") Z ")
            if isThere { try await Task.sleep(for: .milliseconds(100)) }
        }
        #expect(!isThere)
    }

    @Test(arguments: ["nonsense", "gitdir: /nowhere/at/all"])
    func `a repository that git cannot read is reported`(_ file: String) async throws {
        try temporary.write(file, to: "broken/.git")
        let warnings = await warnings(["a.env"], in: "broken/out")
        #expect(warnings.map(\.code) == ["fragment-git-unknown"])
        #expect(warnings.first?.summary.contains("broken/.git is not a repository that git can read") == true)
    }

    @Test func `a bare repository is reported, a work tree of one is looked at`() async throws {
        let url = temporary.url
        #expect(runs("git", "init", "-q", "--bare", url("bare/.git")))
        #expect(await warnings(["a.env"], in: "bare/out").map(\.code) == ["fragment-git-unknown"])
        let git = ["-c", "user.name=n", "-c", "user.email=e@example.com"]
        #expect(runs(["git", "-C", url("repo")] + git + ["commit", "-q", "--allow-empty", "-m", "m"]))
        #expect(runs("git", "-C", url("repo"), "worktree", "add", "-q", url("tree")))
        #expect(await warnings(["a.env"], in: "tree/out").map(\.code) == ["fragment-tracked"])
    }

    @Test func `a repository that only GIT_DIR names is reported where its work tree holds the output`() async throws {
        try temporary.makeFolder("plain/out")
        let variables = ["GIT_DIR": temporary.url("repo/.git"), "GIT_WORK_TREE": temporary.url("plain")]
        #expect(await obstacle(in: "plain/out", variables)?.reason.contains("GIT_DIR") == true)
        try temporary.makeFolder("other")
        #expect(await obstacle(in: "other", variables) == nil)
    }

    @Test func `a submodule, a repository apart from its work tree and one that names another are looked at or told`()
        async throws
    {
        let url = temporary.url
        let git = ["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "protocol.file.allow=always"]
        #expect(runs(["git", "-C", url("repo")] + git + ["commit", "-q", "--allow-empty", "-m", "m"]))
        #expect(runs("git", "init", "-q", url("main")))
        #expect(runs(["git"] + git + ["-C", url("main"), "submodule", "add", "-q", url("repo"), "sub"]))
        try temporary.write("*.env\n", to: "main/.gitignore")
        // The repository around a submodule does not decide what the submodule takes in.
        #expect(await warnings(["a.env"], in: "main/sub/out").map(\.code) == ["fragment-tracked"])
        try temporary.write("*.env\n", to: "main/sub/.gitignore")
        #expect(await warnings(["a.env"], in: "main/sub/out").isEmpty)
        #expect(await warnings(["sub/a.env"], in: "main").map(\.code) == ["fragment-git-unknown"])

        #expect(runs("git", "init", "-q", "--separate-git-dir", url("kept.git"), url("apart")))
        #expect(await warnings(["a.env"], in: "apart/out").map(\.code) == ["fragment-tracked"])

        #expect(runs("git", "init", "-q", url("away")))
        try temporary.makeFolder("elsewhere")
        #expect(runs("git", "-C", url("away"), "config", "core.worktree", url("elsewhere")))
        // Git takes nothing in from here, and does not say so: it is told rather than ignored.
        #expect(await warnings(["a.env"], in: "away/out").map(\.code) == ["fragment-tracked"])
    }

    // MARK: - What a repository may not do

    @Test func `nothing that a checkout's configuration names is run`() async throws {
        let url = temporary.url
        try writeProgram("#!/bin/sh\necho \"$0 $*\" >> \(url("ran"))\nexit 1\n", to: url("evil"))
        try temporary.makeFolder("hooks")
        for hook in ["post-index-change", "pre-auto-gc", "fsmonitor-watchman"] {
            try writeProgram("#!/bin/sh\necho hook >> \(url("ran"))\n", to: url("hooks/\(hook)"))
        }
        try temporary.write("x", to: "repo/committed")
        try temporary.write("*.txt filter=evil diff=evil\n", to: "repo/.gitattributes")
        #expect(runs("git", "-C", url("repo"), "add", "committed"))
        let evil = url("evil")
        try temporary.write("[core]\n\tpager = \(evil)\n\tsshCommand = \(evil)\n", to: "included")
        try temporary.write(
            """
            [core]
            \trepositoryformatversion = 0
            \tfsmonitor = \(evil)
            \thooksPath = \(url("hooks"))
            \tuntrackedCache = true
            \tsshCommand = \(evil)
            \teditor = \(evil)
            \taskPass = \(evil)
            \tpager = \(evil)
            [pager]
            \tcheck-ignore = \(evil)
            [alias]
            \tcheck-ignore = !\(evil)
            [diff]
            \texternal = \(evil)
            [filter "evil"]
            \tclean = \(evil)
            \tsmudge = \(evil)
            \tprocess = \(evil)
            [includeIf "gitdir:\(url("repo"))/"]
            \tpath = \(url("included"))
            [credential]
            \thelper = !\(evil)

            """,
            to: "repo/.git/config"
        )
        #expect(await warnings(["a.env"], in: "repo/out").map(\.code) == ["fragment-tracked"])
        #expect(temporary.read("ran") == nil)
        // Were it asked in the usual way, it would be run.
        runs("git", "-C", url("repo"), "status")
        #expect(temporary.read("ran")?.contains("evil") == true)
    }

    @Test func `only what is in the index is part of a repository`() async throws {
        for name in ["committed", "staged", "ignored", "unknown", "sub/committed", "a[b]"] {
            try temporary.write(name, to: "repo/\(name)")
        }
        try temporary.write("ignored\n", to: "repo/.gitignore")
        runs(
            "git",
            "-C",
            temporary.url("repo"),
            "--literal-pathspecs",
            "add",
            "committed",
            "staged",
            "sub/committed",
            "a[b]"
        )
        let files = ["committed", "staged", "ignored", "unknown", "sub/committed", "a[b]", "sub", "none", "*"]
        let git = GitCommand(patience: .seconds(3_600))
        #expect(
            await git.tracked(files, in: temporary.url("repo")) == ["committed", "staged", "sub/committed", "a[b]"]
        )
        #expect(await git.tracked(files, in: temporary.url("")) == nil)
    }

    @Test func `git is given nothing of our environment but what its answer needs`() {
        let variables = [
            "PATH": "/bin", "HOME": "/root", "PROD_DATABASE_URL": "postgresql://u:p@h/d", "PGPASSWORD": "p",
            "GIT_DIR": "/elsewhere", "GIT_SSH_COMMAND": "evil", "GIT_TRACE": "/tmp/t", "GIT_CONFIG_COUNT": "3",
            "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "/srv", "GIT_CONFIG_KEY_1": "core.fsmonitor",
            "GIT_CONFIG_VALUE_1": "evil", "GIT_CONFIG_KEY_2": "http.extraHeader", "GIT_CONFIG_VALUE_2": "token",
        ]
        let given = GitQuestion.environment { variables[$0] }
        #expect(given["PATH"] == "/bin" && given["HOME"] == "/root" && given["GIT_OPTIONAL_LOCKS"] == "0")
        for name in ["PROD_DATABASE_URL", "PGPASSWORD", "GIT_DIR", "GIT_SSH_COMMAND", "GIT_TRACE", "GIT_CONFIG_COUNT"] {
            #expect(given[name] == nil, "\(name)")
        }
        let arguments = GitQuestion.arguments(in: "/srv") { variables[$0] }
        #expect(arguments.contains("safe.directory=/srv") && arguments.contains("core.fsmonitor=false"))
        #expect(!arguments.contains { $0.contains("evil") || $0.contains("token") })
    }
}
