internal import ArgumentParser

/// A command line that asks for help about a command that there is not: ArgumentParser answers with the help of another.
enum HelpRequest {
    /// The word of it that names no command; nil if each does, and where no help is asked for.
    static func unknownCommand(in words: [String]) -> (before: [String], name: String)? {
        let isCommand = words.first == "help"
        guard isCommand || words.contains(where: { $0 == "--help" || $0 == "-h" }) else { return nil }
        let words = Array(words.dropFirst(isCommand ? 1 : 0).prefix { !$0.hasPrefix("-") })
        let before = CommandLineGuess.commands(in: words)
        guard before.count < words.count else { return nil }
        // Behind a command come its arguments.
        if !isCommand, CommandLineGuess.command(before).configuration.subcommands.isEmpty { return nil }
        let name = words[before.count]
        return isCommand && name == "help" ? nil : (before, name)
    }
}
