import Foundation
import Hooks
import Model
import TestSupport
import Testing

/// Real processes.
@Suite struct ProcessHooksTests {
    private let world: HookWorld

    init() throws { world = try HookWorld() }

    @Test func `arguments arrive as they were given, and no shell reads them`() async throws {
        let arguments = ["a b", "$HOME", "\"'`", "*", "", "-n", "é\n;", "&& false"]
        let outcome = await world.run(["printf", "<%s>"] + arguments)
        #expect(outcome == .succeeded(output: "<a b><$HOME><\"'`><*><><-n><é\n;><&& false>"))
        try writeProgram("#!/bin/sh\necho \"$0 $1\"\n", to: world.folder("hook"))
        #expect(await world.run(["./hook", "x"]).output.hasSuffix("/hook x"))
        #expect(await world.run([world.folder("hook"), "x"]).output.hasSuffix("/hook x"))
    }

    @Test func `it runs in the folder of the environment files and reads nothing`() async throws {
        #expect(await world.shell("pwd -P; cat; echo read") == .succeeded(output: "\(world.folder.path)\nread"))
    }

    @Test func `it is told environment, identities and files`() async throws {
        let outcome = await world.run(
            ["sh", "-c", "echo \"$KEYTURN_ENVIRONMENT|$KEYTURN_IDENTITIES|$KEYTURN_FRAGMENTS\""],
            identities: ["backend", "worker"],
            fragments: ["/srv/a b.env", "/srv/c"]
        )
        #expect(outcome == .succeeded(output: "prod|backend worker|/srv/a b.env\n/srv/c"))
    }

    @Test func `a list that is too long for a variable does not keep it from being run`() async throws {
        let outcome = await world.run(
            ["sh", "-c", "echo \"${KEYTURN_IDENTITIES-none} $KEYTURN_ENVIRONMENT\""],
            identities: (0..<30_000).map { "identity-\($0)" }
        )
        #expect(outcome == .succeeded(output: "none prod"))
    }

    @Test func `what is withheld is not inherited, all else is`() async throws {
        let script = "echo \"${HOME-none} ${PATH:+path}\""
        #expect(await world.shell(script, withheld: ["HOME", "NO_SUCH_VARIABLE"]) == .succeeded(output: "none path"))
        #expect(await world.shell(script).output.hasSuffix(" path"))
    }

    @Test func `its code and its signal are told, with what it wrote to both outputs in order`() async throws {
        #expect(
            await world.shell("echo one; echo two >&2; echo three; exit 7")
                == .failed(.exited(7), output: "one\ntwo\nthree")
        )
        #expect(await world.shell("echo one; kill -KILL $$") == .failed(.signalled(9), output: "one"))
    }

    @Test(arguments: [
        (["no-such-program"], "no-such-program is not in PATH"),
        (["./missing"], "./missing cannot be run: No such file or directory"),
        (["./plain"], "./plain cannot be run: Permission denied"),
        (["./folder"], "./folder cannot be run: it is a folder"),
        (["./script"], "./script cannot be run: it is not a program, or its interpreter is missing"),
        ([""], "it names no program"),
        ([], "it names no program"),
    ])
    func `what cannot be started is told with the reason`(arguments: [String], reason: String) async throws {
        try world.write("#!/bin/sh\n", to: "plain")
        try writeProgram("#!/no/such/interpreter\n", to: world.folder("script"))
        try FileManager.default.createDirectory(atPath: world.folder("folder"), withIntermediateDirectories: false)
        #expect(await world.run(arguments) == .failed(.notStarted(reason: reason), output: ""))
    }

    @Test func `a folder that is gone is reported`() async throws {
        let gone = world.folder("gone")
        #expect(
            await world.run(["true"], in: gone)
                == .failed(.notStarted(reason: "the folder \(gone) cannot be entered"), output: "")
        )
    }

    @Test func `one that takes too long is ended with all that it started`() async throws {
        let outcome = await world.shell(
            "echo begun; sleep 300 & echo $! > child; echo $$ > self; wait",
            timeout: .seconds(10)
        )
        #expect(outcome == .failed(.timedOut(after: .seconds(10)), output: "begun"))
        #expect(try !world.isRunning("child") && !world.isRunning("self"))
    }

    @Test func `one that closes its output or ignores SIGTERM is ended as well`() async throws {
        let outcome = await world.shell(
            """
            (trap '' TERM; echo $$ > self; exec sleep 300) > /dev/null 2>&1 & echo $! > child
            trap 'exit 0' TERM; exec > /dev/null 2>&1; while :; do sleep 0.1; done
            """,
            timeout: .seconds(10)
        )
        #expect(outcome == .failed(.timedOut(after: .seconds(10)), output: ""))
        #expect(try !world.isRunning("child"))
    }

    @Test func `what it leaves in the background does not keep the run, and lives on`() async throws {
        let outcome = await world.shell("sleep 300 & echo $! > child; echo done")
        #expect(outcome == .succeeded(output: "done"))
        #expect(try world.isRunning("child"))
        let number = try #require(pid_t((world.read("child") ?? "").trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(number, SIGKILL)
    }

    @Test func `it leads a session of its own`() async throws {
        let outcome = await world.shell("cut -d' ' -f6 /proc/$$/stat; echo $$")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.first == lines.last)
    }
}
