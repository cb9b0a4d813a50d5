import Foundation
import TestSupport
import Testing

/// What surrounds the process: its command line, its limits, its devices.
@Suite(.unlessItHangs) struct SurroundingsTests {
    @Test func `a command line without a command is wrong usage`() async throws {
        let run = try await World().keyturn()
        #expect(run.exitCode == 64 && run.output.isEmpty, "\(run)")
        #expect(run.errors.contains("a command is missing") && run.errors.contains("USAGE"), "\(run)")
    }

    @Test(arguments: [[""], ["plan", ""], ["", "plan"], ["rotate", "--yes", ""]])
    func `an empty argument is wrong usage`(_ arguments: [String]) async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let run = try await world.keyturn(arguments)
        #expect(run.exitCode == 64 && run.output.isEmpty, "\(run)")
        #expect(try world.place("prod").keys.isEmpty)
    }

    @Test(arguments: [0, 1])
    func `a command line that is empty altogether is wrong usage`(_ count: Int) async throws {
        let world = try World()
        try world.write(
            "empty.c",
            """
            #include <unistd.h>
            int main(int argc, char **argv) {
                char *arguments[] = { argv[1], 0 };
                execv(argv[1], arguments + \(1 - count));
                return 99;
            }
            """
        )
        try TestProcess.run(["/usr/bin/env", "clang", "-o", world.path("empty"), world.path("empty.c")])
        let run = try await world.keyturn(wrapper: [world.path("empty")])
        #expect(run.exitCode == 64 && run.errors.contains("a command is missing"), "\(run)")
    }

    @Test(arguments: [["--help"], ["help"], ["policy", "--help"], ["--version"]])
    func `help that is asked for is no error`(_ arguments: [String]) async throws {
        let run = try await World().keyturn(arguments)
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run)")
    }

    @Test(arguments: [
        ["help", "NOPE"], ["NOPE", "--help"], ["NOPE", "-h"], ["help", "policy", "NOPE"], ["policy", "NOPE", "--help"],
        ["help", "plan", "NOPE"],
    ])
    func `help about a command that there is not is wrong usage`(_ arguments: [String]) async throws {
        let run = try await World().keyturn(arguments)
        #expect(run.exitCode == 64 && run.output.isEmpty, "\(run)")
        #expect(run.errors.contains("unknown command '") && run.errors.contains("NOPE'"), "\(run)")
    }

    @Test(arguments: [
        ["help", "apply"], ["schedule", "export", "--help"], ["show", "a.plan", "--help"], ["help", "help"],
    ])
    func `help about a command is no error`(_ arguments: [String]) async throws {
        let run = try await World().keyturn(arguments)
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run)")
    }

    @Test(arguments: ["<&-", "2>&-", ">&-", "<&- >&-", "<&- >&- 2>&-"])
    func `what is printed never goes into a file that was opened where standard output or error was closed`(
        _ closed: String
    ) async throws {
        let world = try World()
        try world.addEnvironment("prod")
        try world.makeFolder("audit")
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: ../audit/prod.jsonl }\n")
        let run = try await world.keyturn("apply", "--yes", "-v", wrapper: ["sh", "-c", "exec \"$@\" \(closed)", "sh"])
        // A result that cannot be printed is an error; whatever was done is in order.
        #expect(run.exitCode == (closed.contains(" >&-") || closed.hasPrefix(">&-") ? 1 : 0), "\(run)")
        let again = try await world.keyturn("apply", "--yes")
        #expect(again.exitCode == 0, "\(again)")
        try await world.expectOrder()
        #expect(try await world.keyturn("audit", "verify").exitCode == 0)
    }

    @Test func `arguments are main's own, whatever is preloaded and changes the environment first`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        try world.write(
            "agent.c",
            """
            #include <stdlib.h>
            __attribute__((constructor)) static void begin(void) {
                setenv("AGENT_A", "1", 1);
                setenv("PATH", "/usr/bin:/bin", 1);
                unsetenv("HOME");
            }
            """
        )
        try TestProcess.run([
            "/usr/bin/env", "clang", "-shared", "-fPIC", "-o", world.path("agent.so"), world.path("agent.c"),
        ])
        let preloaded = ["LD_PRELOAD": world.path("agent.so")]
        let run = try await world.keyturn("rotate", "--yes", variables: preloaded)
        #expect(run.exitCode == 0 && run.output.contains("1 environment, 1 identity"), "\(run)")
        let wrong = try await world.keyturn("plan", "--nonsense", variables: preloaded)
        #expect(wrong.exitCode == 64, "\(wrong)")
    }

    @Test(.enabled(if: getuid() == 0)) func `a missing /proc is told before anything is begun`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        try world.makeFolder("empty")
        let wrapper = ["unshare", "-m", "sh", "-c", "mount --bind \(world.path("empty")) /proc && exec \"$@\"", "sh"]
        let run = try await world.keyturn("apply", "--yes", wrapper: wrapper)
        #expect(run.exitCode == 1 && run.errorCodes == ["proc-missing"], "\(run)")
        #expect(try world.place("prod").keys.isEmpty)
    }

    @Test func `in a folder that was removed nothing relative is found, and what is absolute works`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let wrapper = ["sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "sh"]
        for folder in ["environments", "../environments"] {
            let run = try await world.keyturn("plan", "-C", folder, wrapper: wrapper)
            #expect(run.exitCode == 1 && run.errorCodes == ["missing-folder"], "\(run)")
        }
        let apply = try await world.keyturn("apply", "--yes", "-C", world.path("environments"), wrapper: wrapper)
        #expect(apply.exitCode == 0, "\(apply)")
        try await world.expectOrder()
    }

    @Test(arguments: [14, 20, 32, 40, 48, 64, 71])
    func `few files that can be open are told before anything is begun`(_ count: Int) async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let run = try await world.keyturn("apply", "--yes", wrapper: limited("ulimit -n \(count)"))
        #expect(run.exitCode == 1 && run.errorCodes == ["limit-too-low"], "\(run)")
        #expect(run.errors.contains("ulimit -n"), "\(run)")
        #expect(try world.place("prod").keys.isEmpty)
    }

    @Test(arguments: ["SIG_IGN", "blocked"])
    func `a parent that ignores or blocks signals keeps no hook from being waited for`(_ way: String) async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "onChange: [sh, -c, \"echo told > ../hooked\"]\n")
        let set =
            way == "blocked"
            ? "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))" : "signal.signal(signal.SIGCHLD, signal.SIG_IGN)"
        let script = "import os, signal, sys; \(set); os.execv(sys.argv[1], sys.argv[1:])"
        let run = try await world.keyturn("apply", "--yes", wrapper: ["/usr/bin/python3", "-c", script])
        #expect(run.exitCode == 0, "\(run)")
        #expect(try world.read("hooked") == "told\n")
        try await world.expectOrder()
    }

    @Test func `the version needs nothing that a run needs`() async throws {
        let run = try await World().keyturn("--version", wrapper: limited("ulimit -n 14"))
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run)")
    }

    @Test(arguments: [14, 20, 64])
    func `a soft limit of open files is raised`(_ count: Int) async throws {
        let world = try World()
        for name in ["dev", "staging", "prod"] { try world.addEnvironment(name) }
        let run = try await world.keyturn("apply", "--yes", wrapper: limited("ulimit -Sn \(count)"))
        #expect(run.exitCode == 0, "\(run)")
        try await world.expectOrder()
    }

    @Test(arguments: [64, 128, 256, 1_024])
    func `a small limit of stacks changes nothing`(_ kibibytes: Int) async throws {
        let world = try World()
        for name in ["dev", "prod"] { try world.addEnvironment(name) }
        let run = try await world.keyturn("apply", "--yes", wrapper: limited("ulimit -s \(kibibytes)"))
        #expect(run.exitCode == 0, "\(run)")
        try await world.expectOrder()
    }

    @Test func `little memory that can be mapped is told before anything is begun`() async throws {
        let world = try World()
        try world.addEnvironment("prod")
        let run = try await world.keyturn("apply", "--yes", wrapper: limited("ulimit -v 300000"))
        #expect(run.exitCode == 1 && run.errorCodes == ["limit-too-low"], "\(run)")
        #expect(try world.place("prod").keys.isEmpty)
    }

    @Test(.enabled(if: getuid() == 0)) func `few processes that can be started are told before anything is begun`()
        async throws
    {
        let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "prlimit", "--nproc=1"]
        let run = try await World().keyturn("validate", "-C", "/nowhere", wrapper: nobody)
        #expect(run.exitCode == 1 && run.errorCodes == ["limit-too-low"], "\(run)")
        #expect(run.errors.contains("threads can be started"), "\(run)")
    }

    @Test(.enabled(if: getuid() == 0)) func `a null device that is none is told before anything is begun`() async throws
    {
        let world = try World()
        try world.addEnvironment("prod")
        try world.write("null", "")
        let wrapper = [
            "unshare", "-m", "sh", "-c", "mount --bind \(world.path("null")) /dev/null && exec \"$@\"", "sh",
        ]
        let run = try await world.keyturn("apply", "--yes", wrapper: wrapper)
        #expect(run.exitCode == 1 && run.errorCodes == ["null-device"], "\(run)")
        #expect(try world.place("prod").keys.isEmpty)
    }

    private func limited(_ command: String) -> [String] { ["sh", "-c", "\(command) && exec \"$@\"", "sh"] }
}
