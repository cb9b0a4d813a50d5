internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

/// Keys that someone found: no way of asking gives an all-clear that no one may give.
@Suite(.unlessItHangs) struct FoundKeyTests {
    // MARK: - Hook

    /// Commits through git, which calls the hook as it does for everyone; `$K` in the script is the key.
    private func script(_ world: World, _ key: String, _ script: String) async throws -> Run {
        let start = """
            set -eu
            kt=$1 K=\(key)
            export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@example.com GIT_COMMITTER_NAME=x
            export GIT_COMMITTER_EMAIL=x@example.com
            hook() {
                printf '#!/bin/sh\\nexec %s hook pre-commit -C %s "$@"\\n' "$kt" "$PWD/environments" >"$1"
                chmod +x "$1"
            }

            """
        try world.write("script", start + script)
        world.mayHoldKeys(["script"] + world.files().filter { $0.hasPrefix("repo/") })
        return try await world.keyturn([], wrapper: ["sh", world.path("script")])
    }

    private func world() async throws -> (World, key: String) {
        let world = try World()
        let place = try world.addEnvironment("prod")
        let key = randomKey()
        try place.insertByHand(key)
        world.mayHoldKeys(["repo/a", "repo/b", "repo/sub/c", "other/a", "other/b", "repo/n\nl"])
        return (world, key)
    }

    private static let repository = """
        git init -q repo; hook repo/.git/hooks/pre-commit; cd repo; mkdir sub
        echo none >a; echo none >b; echo none >sub/c; git add .; git commit -qm start --no-verify

        """

    @Test(
        .enabled(if: Tool.git.isInstalled),
        arguments: [
            "echo $K >a; git commit -qam two", "echo $K >a; git commit -qm two a",
            "echo $K >a; git commit -qm two -i a",
            "echo $K >a; git commit -qm two --amend -a", "echo $K >a; git commit -qm two --amend a",
            "echo $K >a; yes | git commit -qm two -p >/dev/null", "echo $K >sub/c; cd sub; git commit -qm two c",
            "echo $K >sub/c; cd sub; git commit -qam two", "echo $K >a; git add a; git commit -qm two",
            "git worktree add -q ../other; cd ../other; echo $K >a; git commit -qam two",
            "echo $K >a; cd ..; git --git-dir repo/.git --work-tree repo commit -qam two",
            "echo $K >a; cd ..; mv repo/.git bare; git --git-dir bare --work-tree repo commit -qam two",
            "echo $K >a; cp .git/index .git/mine; GIT_INDEX_FILE=.git/mine git commit -qam two",
        ]
    )
    func `however a commit is made, the hook looks at what it would hold`(commit: String) async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            Self.repository + "(\(commit)) && echo committed\n echo end\n"
        )
        #expect(!run.output.contains("committed"), "\(run)")
        #expect(run.errors.contains("Nothing was committed"), "\(run)")
    }

    @Test(.enabled(if: Tool.git.isInstalled))
    func `a commit without a key passes the hook`() async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            Self.repository + "echo $K >a; git add a; echo new >b; git commit -qm two b && echo committed\n"
        )
        #expect(run.output.contains("committed"), "\(run)")
    }

    @Test(.enabled(if: Tool.git.isInstalled))
    func `other commands go by no index that the environment names`() async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            Self.repository + "echo $K >b; git add b; cd ..; GIT_INDEX_FILE=/nowhere $kt find --git repo\n"
        )
        #expect(run.exitCode == 1 && run.output.contains("repo/b:1:1"), "\(run)")
    }

    // MARK: - Names

    @Test(.enabled(if: Tool.git.isInstalled))
    func `a file whose name is not UTF-8 is searched in every way`() async throws {
        let (world, key) = try await world()
        let run = try await script(
            world,
            key,
            """
            git init -q repo; hook repo/.git/hooks/pre-commit; cd repo
            d=$(printf 'd\\351'); mkdir "$d"; echo $K >"$d/f"; echo $K >"$(printf 'n\\nl')"; git add .
            (git commit -qm one) && echo committed
            git commit -qm one --no-verify
            cd ..
            $kt find repo || true
            $kt find --git repo || true
            rm -r repo/d*; $kt find --history repo || true
            $kt find --format sarif --git repo || true
            """
        )
        #expect(!run.output.contains("committed"), "\(run)")
        #expect(run.errors.contains("d\\xe9/f:1:1"), "\(run)")
        #expect(!run.errors.contains("not read"), "\(run)")
        let places = run.output.split(separator: "\n").filter { $0.contains("d\\xe9/f:1:1") }
        #expect(places.count == 3, "\(run)")
        #expect(run.output.contains("(commit "))
        #expect(run.output.contains("repo/d%E9/f") && run.output.contains("repo/n%0Al"), "\(run)")
    }

    @Test func `an alert stays the same where lines move`() async throws {
        let (world, key) = try await world()
        var found: [[String]] = []
        for text in ["\(key)\n\(key)\n", "one\n\n\(key)\nthree \(key)\n"] {
            try world.write("repo/a", text)
            let run = try await world.keyturn("find", "repo", "--format", "sarif")
            found.append(run.output.split(separator: "\n").filter { $0.contains("keyturn/v2") }.map(String.init))
        }
        #expect(found[0].count == 2 && Set(found[0]).count == 2, "\(found)")
        #expect(found[0] == found[1])
    }

    @Test func `an owner's apostrophe is shown as it is`() async throws {
        let (world, _) = try await world()
        let place = try world.place("prod")
        let key = randomKey()
        try place.insertByHand(key, name: "O'Brien, Ltd 4 key")
        try world.write("repo/a", key)
        let run = try await world.keyturn("find", "repo")
        #expect(run.output.contains("\"O'Brien, Ltd 4 key\""), "\(run)")
    }
}
