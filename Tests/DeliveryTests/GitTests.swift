import Delivery
import Diagnostics
import Foundation
import Model
import Testing

@Suite(.enabled(if: runs("git", "--version"), "git is not installed"))
struct GitTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
        try temporary.makeFolder("repo")
        #expect(runs("git", "init", "-q", temporary.url("repo")))
    }

    private func warnings(_ fragments: [String], in output: String) async -> [Diagnostic] {
        // However busy the machine is, git is waited for.
        let tracked = await GitCommand(patience: .seconds(3_600)).tracked(fragments, in: temporary.url(output))
        return tracked.map { [$0.warning(environment: "prod", at: nil)] } ?? []
    }

    @Test func `fragments that git would track are one warning`() async throws {
        let warnings = await warnings(["a.env", "secrets/s"], in: "repo/deploy/prod")
        #expect(warnings.count == 1)
        let warning = try #require(warnings.first)
        #expect(warning.severity == .warning)
        #expect(warning.code == "fragment-tracked")
        #expect(warning.address == "prod")
        #expect(warning.summary == "git does not ignore 2 fragments that hold keys: a.env, secrets/s")
        #expect(warning.fix?.contains("top of the repository: /deploy/prod/;") == true)
    }

    @Test(arguments: ["repo/deploy/prod", "repo"])
    func `following the advice ends the warning`(output: String) async throws {
        let before = await warnings(["a [b].env", "x/c*.env"], in: output)
        let fix = try #require(before.first?.fix)
        let start = try #require(fix.range(of: "repository: ")).upperBound
        let end = try #require(fix.range(of: "; take")).lowerBound
        let lines = fix[start..<end].split(separator: " and ").joined(separator: "\n")
        try temporary.write(lines + "\n", to: "repo/.gitignore")
        #expect(await warnings(["a [b].env", "x/c*.env"], in: output).isEmpty)
        #expect(await !warnings(["x/cc.txt"], in: "repo").isEmpty)
    }

    @Test func `only those that are not ignored are told, a few by name`() async throws {
        try temporary.write("*.env\n", to: "repo/.gitignore")
        #expect(await warnings(["a.env", "ä b.env"], in: "repo/out").isEmpty)
        let some = await warnings(["a.env", "f1", "f2", "f3", "f4", "f5"], in: "repo/out")
        #expect(some.first?.summary == "git does not ignore 5 fragments that hold keys: f1, f2, f3 and 2 more")
        #expect(some.first?.fix?.contains("/out/f1 and /out/f2 and /out/f3") == true)
    }

    @Test func `a file that is committed is tracked, whatever is ignored`() async throws {
        try temporary.write("x", to: "repo/out/a.env")
        #expect(runs("git", "-C", temporary.url("repo"), "add", "out/a.env"))
        try temporary.write("/out/\n", to: "repo/.gitignore")
        let warnings = await warnings(["a.env", "b.env"], in: "repo/out")
        #expect(warnings.first?.summary == "git does not ignore 1 fragment that holds a key: a.env")
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

    @Test func `a repository that git cannot read gives no warning`() async throws {
        try temporary.write("nonsense", to: "broken/.git")
        #expect(await warnings(["a.env"], in: "broken/out").isEmpty)
    }

    @Test func `many fragments are asked about at once`() async throws {
        let fragments = (0..<20_000).map { "folder/of/fragments/number-\($0).env" }
        let warnings = await warnings(fragments, in: "repo/out")
        #expect(warnings.first?.summary.hasPrefix("git does not ignore 20000 fragments") == true)
    }

    @Test func `a simulation asks nobody`() async {
        #expect(await NoGitTracking().tracked(["a.env"], in: temporary.url("repo")) == nil)
    }
}
