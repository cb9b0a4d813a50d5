internal import Foundation
internal import TestSupport
internal import Testing

/// What the program says of what it was built from.
@Suite(.unlessItHangs) struct VersionTests {
    @Test(arguments: [
        ["--version", "--format", "json"], ["--format", "json", "--version"], ["--version", "--format=json"],
    ])
    func `programs read version, commit and date as JSON`(_ arguments: [String]) async throws {
        let run = try await World().keyturn(arguments)
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run)")
        let said = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(said["format_version"] as? String == "1.0")
        let version = try #require(said["version"] as? String)
        #expect(
            try await World().keyturn("--version").output.split { " \n".contains($0) }.first.map(String.init) == version
        )
        #expect(Set(said.keys) == ["format_version", "version", "commit", "committed_at"])
    }

    @Test func `libraries that few commands need are not loaded at the start`() throws {
        let loaded = try TestProcess.run(["env", "LD_TRACE_LOADED_OBJECTS=1", Binary.path])
        #expect(loaded.contains("libsqlite3.so"), "\(loaded)")
        for library in ["libcurl", "libmicrohttpd", "libpq"] {
            #expect(!loaded.contains("\(library).so"), "\(loaded)")
        }
    }

    @Test func `a copy knows its commit from git, from git archive, and else not`() throws {
        let folder = try TemporaryFolder("keyturn-commit")
        let script = "\(Binary.package)/Scripts/commit.sh"
        let made = try TestProcess.run([
            "sh", "-ec",
            """
            cd "$1"
            mkdir -p repo/Scripts loose/Scripts archived
            cp "$2" repo/Scripts/commit.sh
            cp "$2" loose/Scripts/commit.sh
            echo 'Scripts/commit.sh export-subst' > repo/.gitattributes
            git -C repo init -q
            git -C repo add .
            GIT_COMMITTER_DATE=2026-01-02T04:04:05+01:00 git -C repo -c user.name=n -c user.email=e@x commit -qm a
            git -C repo rev-parse HEAD
            repo/Scripts/commit.sh
            git -C repo archive HEAD | tar -x -C archived
            archived/Scripts/commit.sh
            # A copy in another repository is not of its commit.
            cp -r loose repo/inside
            repo/inside/Scripts/commit.sh
            loose/Scripts/commit.sh
            echo >> repo/Scripts/commit.sh
            repo/Scripts/commit.sh
            """,
            "sh", folder.path, script,
        ]).split(separator: "\n").map(String.init)
        try #require(made.count == 4, "\(made)")
        let expected = "KEYTURN_COMMIT=\(made[0]) KEYTURN_COMMIT_DATE=2026-01-02T03:04:05Z"
        #expect(made[1] == expected)
        #expect(made[2] == expected)
        #expect(made[3] == expected.replacing(made[0], with: "\(made[0])-modified"))
    }
}
