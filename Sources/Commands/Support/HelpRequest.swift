internal import ArgumentParser
internal import Diagnostics

/// A command line that asks for help about a command that there is not: ArgumentParser answers with the help of another.
enum HelpRequest {
    /// The word of it that names no command; nil where each does, and where no help is asked for.
    static func unknownCommand(in words: [String]) -> String? {
        let isCommand = words.first == "help"
        guard isCommand || words.contains(where: { $0 == "--help" || $0 == "-h" }) else { return nil }
        var commands = Keyturn.configuration.subcommands
        for name in words.dropFirst(isCommand ? 1 : 0).prefix(while: { !$0.hasPrefix("-") }) {
            // Behind a command come its arguments.
            if commands.isEmpty, !isCommand { return nil }
            if name == "help", words.first == "help" { return nil }
            guard let next = commands.first(where: { $0.configuration.commandName == name }) else { return name }
            commands = next.configuration.subcommands
        }
        return nil
    }

    /// The command that was probably meant.
    static func nearest(to name: String) -> String? {
        NearestName.of(name, among: Keyturn.configuration.subcommands.compactMap { $0.configuration.commandName })
    }
}
