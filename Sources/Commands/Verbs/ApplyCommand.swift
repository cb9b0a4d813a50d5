internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Reconciler
internal import Rendering
internal import Schedule
internal import Stores
internal import Synchronization
internal import Glibc

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carries out the plan: issues, delivers, retires.",
        discussion: """
            Shows the plan and asks first. Where there is no terminal to ask on, --yes is needed. What was shown is what \
            is done: if anything changed meanwhile, nothing is.

            Several environments are worked on side by side, and one that fails does not stop the others. A run that \
            was killed, wherever it was, is continued by the next one.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Do not ask.")
    var yes = false

    func validate() throws {
        if options.format == .json, !yes { throw ValidationError("--format json needs --yes: there is nobody to ask") }
        if !yes, !(Console.isTerminal(STDIN_FILENO) && Console.isTerminal(STDERR_FILENO)) {
            throw ValidationError("there is no terminal to ask on: look at `keyturn plan`, then apply with --yes")
        }
    }

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadUsableFleet()
        let run = ApplyRun(
            runner: runner,
            loaded: loaded,
            format: options.format,
            lockTimeout: options.lockTimeout
        )
        try await (yes ? run.unasked() : run.asking()).end(keeping: loaded)
    }
}
