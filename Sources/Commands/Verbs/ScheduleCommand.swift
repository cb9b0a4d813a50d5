internal import ArgumentParser

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Shows the rotations to come, and writes units for whatever starts them.",
        subcommands: [ScheduleShowCommand.self, ScheduleExportCommand.self],
        defaultSubcommand: ScheduleShowCommand.self
    )
}
