internal import ArgumentParser
internal import Diagnostics
internal import Planning
internal import Rendering

struct PolicyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explains a rule: what it judges, why, and how to fix what it finds.",
        discussion: """
            EXAMPLES
              keyturn policy explain min-overlap
              keyturn policy explain require-tls --format json
            """
    )

    @Argument(help: ArgumentHelp("The rule, such as min-overlap.", valueName: "code"))
    var code: String

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        let others = PolicyCode.allCases.map(\.rawValue)
        guard PolicyRules.named(code) == nil, !others.contains(code) else { return }
        throw Overrides.unknown(code, among: PolicyRules.names + others)
    }

    func run() async throws {
        let runner = Runner(options)
        switch result.format {
        case .text:
            try runner.console.show(PolicyExplanation(style: runner.console.outputStyle).render(code))
        case .json: try runner.console.output(PolicyListJSON.explanation(of: code))
        }
    }
}
