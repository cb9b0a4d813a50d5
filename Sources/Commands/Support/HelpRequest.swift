internal import ArgumentParser
internal import Diagnostics

/// A command line that asks for help about a command that there is not: ArgumentParser answers with the help of another.
enum HelpRequest {
    /// The word of it that names no command; nil where each does, and where no help is asked for.
    static func unknownCommand(in words: [String]) -> (before: [String], name: String)? {
        let isCommand = words.first == "help"
        guard isCommand || words.contains(where: { $0 == "--help" || $0 == "-h" }) else { return nil }
        var (before, commands) = ([String](), Keyturn.configuration.subcommands)
        for name in words.dropFirst(isCommand ? 1 : 0).prefix(while: { !$0.hasPrefix("-") }) {
            // Behind a command come its arguments.
            if commands.isEmpty, !isCommand { return nil }
            if name == "help", words.first == "help" { return nil }
            guard let next = commands.first(where: { $0.configuration.commandName == name }) else {
                return (before, name)
            }
            before.append(name)
            commands = next.configuration.subcommands
        }
        return nil
    }
}
