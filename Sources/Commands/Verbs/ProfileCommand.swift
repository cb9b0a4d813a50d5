internal import ArgumentParser

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Describes key tables: which are known, and what is in them.",
        subcommands: [
            ProfileListCommand.self, ProfileShowCommand.self, ProfileDraftCommand.self, ProfileCheckCommand.self,
        ]
    )
}
