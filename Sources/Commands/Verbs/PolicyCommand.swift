internal import ArgumentParser

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Shows the rules of policy, and what each asks for.",
        subcommands: [PolicyListCommand.self, PolicyExplainCommand.self],
        defaultSubcommand: PolicyListCommand.self
    )
}
