internal import ArgumentParser

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Shows the policy rules, and what each asks for.",
        subcommands: [PolicyListCommand.self, PolicyExplainCommand.self],
        defaultSubcommand: PolicyListCommand.self
    )
}
