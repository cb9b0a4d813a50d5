internal import Model
internal import Fragments
internal import Reconciler
internal import ArgumentParser
internal import Diagnostics

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks the configuration, offline.",
        discussion: "Reads every file and tells all that is wrong with all of them; connects to nothing."
    )

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let runner = Runner(options.common)
        let loaded = await runner.loadFleet()
        let diagnostics = loaded.fleet.diagnostics
        switch options.format {
        case .text:
            runner.tell(diagnostics, sources: loaded.sources)
            if !diagnostics.hasErrors {
                let identities = loaded.fleet.selected.reduce(0) { $0 + $1.environment.identities.count }
                let environments = loaded.fleet.selected.count
                try runner.console.output(
                    "The configuration is valid: \(environments) \(environments == 1 ? "environment" : "environments"), "
                        + "\(identities) \(identities == 1 ? "identity" : "identities").\n"
                )
            }
        case .json:
            let json: JSONText = [
                "format_version": "1.0",
                "valid": .bool(!diagnostics.hasErrors),
                "diagnostics": diagnostics.json,
            ]
            try runner.console.output(json.pretty + "\n")
        }
        ExitStatus(for: diagnostics).end(keeping: loaded)
    }
}
