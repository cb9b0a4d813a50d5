internal import ArgumentParser
internal import Diagnostics

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Shows the version, and what the program was built from.",
        discussion: """
            EXAMPLES
              keyturn version
              keyturn version --format json
            """
    )

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func run() throws {
        let console = Console(noColor: true, variables: [:])
        try console.output((result.format == .json ? BuildInfo.own.json.pretty : BuildInfo.own.text) + "\n")
    }
}
