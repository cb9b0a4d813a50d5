internal import ArgumentParser
internal import Diagnostics

extension Keyturn {
    /// Parses the command line and runs what it says.
    ///
    /// As ArgumentParser's own `main`, but for this: what it says of a command line that is wrong quotes the words of it,
    /// and one of them may be a key that was pasted.
    package static func start() async {
        do {
            var command = try parseAsRoot(ReissueOption.completed(Array(CommandLine.arguments.dropFirst())))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            if code.isSuccess { exit(withError: error) }
            let console = Console(noColor: true, variables: [:])
            console.error(ArgumentMask.masked(fullMessage(for: error)) + "\n")
            exit(withError: code)
        }
    }
}
