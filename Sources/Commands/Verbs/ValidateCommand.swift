internal import Model
internal import Fragments
internal import Reconciler
internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Rendering

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks the configuration, offline.",
        discussion: """
            Reads every file and reports every mistake in every file, and what the rules of _policy.yaml find in the \
            declarations. It connects to nothing and needs no secrets: a variable that is not set is noted as not \
            checked.

            EXAMPLES
              keyturn validate
              keyturn validate --strict --format json
            """
    )

    @Flag(help: "Fail if a variable is not set, instead of leaving its value unchecked.")
    var strict = false

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadFleet(toleratingUnset: !strict)
        let policy = PolicyJudge.declarations(loaded.fleet, now: SystemClock().now())
        let notServed = loaded.fleet.selected.compactMap { $0.environment.notServed(.warning) }
        let diagnostics = loaded.fleet.diagnostics + notServed + policy.diagnostics(loaded.fleet.policy)
        switch result.format {
        case .text:
            runner.tell(diagnostics, sources: loaded.sources)
            try runner.console.show(PolicyText(style: runner.console.outputStyle).render(policy))
            if !diagnostics.hasErrors {
                let identities = loaded.fleet.selected.reduce(0) { $0 + $1.environment.identities.count }
                let environments = loaded.fleet.selected.count
                try runner.console.show(
                    "The configuration is valid: \(environments) \(environments == 1 ? "environment" : "environments"), "
                        + "\(identities) \(identities == 1 ? "identity" : "identities").\n"
                )
            }
        case .json:
            let json: JSONText = [
                "format_version": "1.0",
                "valid": .bool(!diagnostics.hasErrors),
                "policy": PolicyJSON.render(policy),
                "diagnostics": diagnostics.json,
            ]
            try runner.console.output(json)
        }
        ExitStatus(for: diagnostics).end(keeping: loaded)
    }
}
