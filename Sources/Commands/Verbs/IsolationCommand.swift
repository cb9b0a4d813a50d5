internal import ArgumentParser

struct IsolationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "isolation",
        abstract: "Shows what environments share: keys, files, databases.",
        subcommands: [IsolationShowCommand.self, IsolationExportCommand.self, IsolationCheckCommand.self],
        defaultSubcommand: IsolationShowCommand.self
    )
}
