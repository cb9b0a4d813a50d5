internal import Foundation
internal import TestSupport
internal import Testing

/// What `--help` says of each command.
@Suite(.unlessItHangs) struct HelpTests {
    @Test func `every command that does something shows examples, and their words are understood`() async throws {
        let world = try World()
        let commands = try CommandTree(try await world.keyturn("--experimental-dump-help").output).leaves
        #expect(commands.count > 25)
        var examples = 0
        for command in commands {
            let help = try await world.keyturn(["help"] + command).output
            let lines = help.split(separator: "\n", omittingEmptySubsequences: false).drop { $0 != "EXAMPLES" }
                .dropFirst().prefix { $0.hasPrefix("  ") }
            if ["reference", "help"].contains(command[0]) { continue }
            #expect(lines.count >= 2, "keyturn \(command.joined(separator: " "))")
            for line in lines {
                // What stands behind a run of spaces says what the example is for.
                let line = line.drop { $0 == " " }.split(separator: "    ")[0]
                guard line.hasPrefix("keyturn ") else { continue }
                examples += 1
                let run = try await world.shell(String(line))
                let waits = ["no terminal", "standard input contains neither"].contains { run.errors.contains($0) }
                let isRefused = run.exitCode == 64 && !waits
                #expect(!isRefused, "\(line): \(run.errors)")
            }
        }
        #expect(examples >= 60)
    }

    @Test func `own options come before those that every command has`() async throws {
        let help = try await World().keyturn("help", "plan").output
        let own = try #require(help.range(of: "  --detailed-exitcode"))
        let common = try #require(help.range(of: "  -C, --config"))
        #expect(own.lowerBound < common.lowerBound)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `a shell is told what can be written`(_ shell: String) async throws {
        let run = try await World().keyturn("completion", shell)
        #expect(run.exitCode == 0)
        for word in ["rotate", "isolation", "completion", "detailed-exitcode"] { #expect(run.output.contains(word)) }
    }
}
