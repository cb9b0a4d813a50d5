internal import ArgumentParser

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Shows upcoming rotations, and writes units for the scheduler that starts them.",
        subcommands: [ScheduleShowCommand.self, ScheduleExportCommand.self],
        defaultSubcommand: ScheduleShowCommand.self
    )
}
