internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// What `find --format sarif` writes, whatever it found and wherever.
///
/// Judged against `Oracle/sarif.json`: a description of what keyturn writes, in which every object is closed, has no
/// member that the schema of SARIF 2.1.0 lacks, and requires each that it requires. The schema itself, of 110 KB and under
/// terms of OASIS, is not part of this repository; where `KEYTURN_SARIF_SCHEMA` names a copy
/// (`sarif-schema-2.1.0.json` of oasis-tcs/sarif-spec) it judges as well.
@Suite(.unlessItHangs, .enabled(if: Tool.git.isInstalled)) struct SARIFTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

    /// What judges: our own description, and the standard's where it is at hand.
    private static let schemas =
        [tests + "/Oracle/sarif.json"]
        + [ProcessInfo.processInfo.environment["KEYTURN_SARIF_SCHEMA"]].compactMap(\.self)

    private func expectValid(_ run: Run, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let folder = try TemporaryFolder()
        let file = folder("found.sarif")
        try Data(run.output.utf8).write(to: URL(fileURLWithPath: file))
        let pairs = Self.schemas.flatMap { [$0, file] }
        let script = ["/usr/bin/python3", "-B", Self.tests + "/Oracle/documents.py"]
        let verdicts = try TestProcess.run(script + pairs).split(separator: "\n").map(String.init)
        #expect(verdicts == Self.schemas.map { _ in "valid" }, "\(verdicts) \(run)", sourceLocation: sourceLocation)
    }

    private func results(_ run: Run) throws -> [[String: Any]] {
        let log = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let runs = try #require(log["runs"] as? [[String: Any]])
        return try #require(runs.first?["results"] as? [[String: Any]])
    }

    /// Names with spaces, signs of URIs, wide letters, a line break and a byte that no UTF-8 text has.
    private static let repository = """
        set -eu
        mkdir repo empty; cd repo; git init -q .
        mkdir 'a b' "$(printf 'd\\351')"
        for name in 'a b/c%20d' "$(printf 'd\\351')/f" 'x#?&' 'y:z' "$(printf 'n\\nl')" 'back\\slash "q"' ünï; do
            printf 'é %s %s\\n' "$LIVE" "$DEAD" >"$name"
        done
        git add .
        git -c user.name=x -c user.email=x@example.com commit -qm "with $LIVE"
        git -c user.name=x -c user.email=x@example.com tag -a one -m "with $DEAD"
        git rm -q -r 'a b'
        """

    private func world() throws -> World {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let (live, dead) = (randomKey(), randomKey())
        try place.insertByHand(live)
        let owner = try #require(OwnerID(randomUUID()))
        try place.database.insert(Owner(id: owner, email: "a \"b\"@x", name: "Ünï 100%"))
        try place.database.insertKey(dead, owner: owner, name: nil, isActive: false, createdAt: .current)
        let keys = ["LIVE=\(live)", "DEAD=\(dead)"]
        try TestProcess.run(["env", "-C", world.folder.path] + keys + ["sh", "-c", Self.repository])
        world.mayHoldKeys(world.files(below: "repo"))
        return world
    }

    @Test(
        arguments: [
            (["empty"], 0), (["repo", "--git"], 12), (["repo", "--git", "--history"], 27),
            (["nowhere-in-git", "--git"], 0),
        ]
    )
    func `what is written is valid, whatever was found`(arguments: [String], least: Int) async throws {
        let world = try world()
        try world.makeFolder("nowhere-in-git")
        let run = try await world.keyturn(["find", "--format", "sarif"] + arguments)
        try expectValid(run)
        let results = try results(run)
        #expect(results.count >= least && (least > 0 || results.isEmpty), "\(run)")
        let levels = Set(results.compactMap { $0["level"] as? String })
        #expect(least == 0 || levels == ["error", "note"], "\(run)")
    }

    @Test func `what stands in absolute paths and in standard input is valid, too`() async throws {
        let world = try world()
        try expectValid(try await world.keyturn("find", "--format", "sarif", world.path("repo")))
        let wrapper = ["sh", "-c", "cat repo/x* | \"$@\"", "sh"]
        let run = try await world.keyturn(["find", "--format", "sarif", "--stdin"], wrapper: wrapper)
        try expectValid(run)
        #expect(try results(run).count == 2, "\(run)")
    }
}
