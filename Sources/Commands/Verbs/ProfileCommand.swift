internal import ArgumentParser

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Shows, drafts and checks the profiles of key tables.",
        subcommands: [
            ProfileListCommand.self, ProfileShowCommand.self, ProfileDraftCommand.self, ProfileCheckCommand.self,
        ]
    )
}
