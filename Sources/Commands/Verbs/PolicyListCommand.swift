internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Planning
internal import Rendering

struct PolicyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists every rule, and what _policy.yaml sets it to.",
        discussion: """
            Also works without a configuration: then no rule is set.

            EXAMPLES
              keyturn policy list
              keyturn policy list --format json
            """
    )

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let runner = Runner(options)
        let loaded = await ConfigurationLoader(directory: options.config, variables: runner.variables).load()
        // What is wrong with an environment has no bearing on the rules.
        let problems = loaded.diagnostics.filter {
            $0.location?.file.hasSuffix("/_policy.yaml") ?? false
        }
        runner.tell(problems, sources: loaded.sources)
        guard !problems.hasErrors else { ExitStatus.failed.end() }
        switch result.format {
        case .text:
            try runner.console.show(PolicyListText(style: runner.console.outputStyle).render(loaded.policy))
        case .json: try runner.console.output(PolicyListJSON.render(loaded.policy))
        }
    }
}
