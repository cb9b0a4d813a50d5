internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Model

struct ProfileListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the shipped profiles and those of _profiles.yaml.",
        discussion: """
            Also works without a configuration: then only the shipped ones are listed.

            EXAMPLES
              keyturn profile list
              keyturn profile list --format json
            """
    )

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let runner = Runner(options)
        let loaded = await ConfigurationLoader(directory: options.config, variables: runner.variables).load()
        let problems = loaded.profiles.diagnostics
        runner.tell(problems, sources: loaded.sources)
        let shipped = ShippedProfiles.all.compactMap { shipped in
            loaded.profiles.shipped(shipped.name).map { ProfileSummary($0, shipped) }
        }
        let all = shipped + loaded.profiles.own.compactMap { $0.profile.map { ProfileSummary($0, nil) } }
        switch result.format {
        case .text: try runner.console.show(ProfileSummary.table(all, runner.console.outputStyle))
        case .json:
            let json: JSONText = ["format_version": "1.0", "profiles": .array(all.map(\.json))]
            try runner.console.output(json)
        }
        if problems.hasErrors { ExitStatus.failed.end() }
    }
}
