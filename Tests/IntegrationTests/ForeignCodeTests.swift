internal import TestSupport
internal import Testing

/// Nothing that lies in a checkout is run: who may send in a change to be planned may run no program with the passwords of
/// the databases.
@Suite(.unlessItHangs) struct ForeignCodeTests {
    private let world: World

    init() throws {
        world = try World()
        try world.addEnvironment("prod", .postgreSQLBySQL)
        try writeEvil("evil")
        _ = try TestProcess.run(["git", "init", "-q", world.folder.path])
    }

    /// A program that says that it was run.
    private func writeEvil(_ name: String) throws {
        try writeProgram("#!/bin/sh\necho \"$0 $*\" >> \(world.path("ran"))\nexit 0\n", to: world.path(name))
    }

    private var ran: String { (try? world.read("ran")) ?? "" }

    private func expectNothingRun(_ variables: [String: String] = [:]) async throws {
        for arguments in [
            ["validate"], ["plan"], ["plan", "--format", "markdown"], ["status"], ["verify"], ["doctor"],
            ["isolation"], ["forecast"], ["schedule"], ["apply", "--yes"], ["rotate", "--yes"],
        ] {
            let run = try await world.keyturn(arguments, variables: variables)
            #expect(run.exitCode == 0 || arguments == ["verify"] || arguments == ["doctor"], "\(run)")
            #expect(ran.isEmpty, "\(arguments) ran \(ran)")
        }
    }

    private func configure(_ text: String) throws {
        try world.write(".git/config", try world.read(".git/config") + text.replacing("EVIL", with: world.path("evil")))
    }

    @Test func `no command runs what the checkout's git configuration names`() async throws {
        try configure(
            """
            [core]
            \tfsmonitor = EVIL
            \thooksPath = \(world.path("hooks"))
            \tsshCommand = EVIL
            \teditor = EVIL
            \tpager = EVIL
            \taskPass = EVIL
            \tgitProxy = EVIL
            \talternateRefsCommand = EVIL
            [include]
            \tpath = \(world.path("included"))
            [pager]
            \tcheck-ignore = EVIL
            \trev-parse = EVIL
            [alias]
            \tcheck-ignore = !EVIL
            \trev-parse = !EVIL
            [diff]
            \texternal = EVIL
            [diff "evil"]
            \ttextconv = EVIL
            \tcommand = EVIL
            [filter "evil"]
            \tclean = EVIL
            \tsmudge = EVIL
            \tprocess = EVIL
            \trequired = true
            [credential]
            \thelper = !EVIL
            [gpg]
            \tprogram = EVIL
            [uploadpack]
            \tpackObjectsHook = EVIL

            """
        )
        try world.write("included", "[core]\n\tfsmonitor = \(world.path("evil"))\n\tpager = \(world.path("evil"))\n")
        try world.write(".gitattributes", "* filter=evil diff=evil textconv=evil\n")
        for hook in [
            "post-index-change", "fsmonitor-watchman", "pre-auto-gc", "post-checkout", "reference-transaction",
        ] {
            for folder in ["hooks", ".git/hooks"] {
                try world.makeFolder(folder)
                try writeEvil("\(folder)/\(hook)")
            }
        }
        try await expectNothingRun()
        // Were git asked in the usual way, they would be run.
        _ = try? TestProcess.run(["git", "-C", world.folder.path, "status"])
        #expect(ran.contains("evil"))
    }

    @Test func `no command runs what git's variables name`() async throws {
        let evil = world.path("evil")
        let names = [
            "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_PROXY_COMMAND", "GIT_EDITOR", "GIT_PAGER",
            "GIT_SEQUENCE_EDITOR", "GIT_ASKPASS", "SSH_ASKPASS", "PAGER", "EDITOR", "VISUAL", "GIT_TRACE2_EVENT",
        ]
        var variables = Dictionary(uniqueKeysWithValues: names.map { ($0, evil) })
        // A folder of programs in git's place.
        try world.makeFolder("programs")
        try writeEvil("programs/git-check-ignore")
        variables["GIT_EXEC_PATH"] = world.path("programs")
        variables["GIT_CONFIG_COUNT"] = "1"
        variables["GIT_CONFIG_KEY_0"] = "core.fsmonitor"
        variables["GIT_CONFIG_VALUE_0"] = evil
        variables["GIT_CONFIG_PARAMETERS"] = "'core.fsmonitor'='\(evil)'"
        try await expectNothingRun(variables)
        #expect(!(try world.read("evil").contains("{")), "traced into a file of the checkout")
    }

    @Test func `no program that lies in the checkout is run in the place of one of the system`() async throws {
        for name in ["git", "sh", "docker", "systemctl", "journalctl", "env", "ssh", "logger"] {
            for folder in [".", "environments", "deploy/prod"] {
                try world.makeFolder(folder)
                try writeEvil("\(folder)/\(name)")
            }
        }
        try await expectNothingRun()
        // An empty or relative entry of PATH means the folder that one is in.
        let path = world.variables["PATH"] ?? ""
        for relative in [".:\(path)", ":\(path)", "environments:\(path)", "\(path):"] {
            try await expectNothingRun(["PATH": relative])
        }
    }
}
