internal import ArgumentParser
internal import Diagnostics

extension Keyturn {
    /// Says the version and ends the process, where that is all that is asked for.
    package static func answerVersion() {
        guard let answer = BuildInfo.own.answer(to: ProcessArguments.words) else { return }
        do {
            try Console(noColor: true, variables: [:]).output(answer + "\n")
        } catch {
            exit(withError: error)
        }
        ExitStatus.done.end()
    }

    /// Parses the command line and runs what it says.
    ///
    /// As ArgumentParser's own `main`, but for this: what it says of a command line that is wrong quotes the words of it,
    /// and one of them may be a key that was pasted.
    package static func start() async {
        let console = Console(noColor: true, variables: [:])
        do {
            if let name = HelpRequest.unknownCommand(in: ProcessArguments.words) {
                let nearest = HelpRequest.nearest(to: name).map { "; did you mean \($0)?" } ?? ""
                console.error(ArgumentMask.masked("error: unknown command '\(name)'\(nearest)") + "\n")
                ExitStatus.wrongUsage.end()
            }
            var command = try parseAsRoot(ReissueOption.completed(ProcessArguments.words))
            let kind = type(of: command)
            guard kind.configuration.subcommands.isEmpty else {
                console.error("error: a command is missing\n\n\(helpMessage(for: kind))\n")
                ExitStatus.wrongUsage.end()
            }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            if code.isSuccess { exit(withError: error) }
            console.error(ArgumentMask.masked(fullMessage(for: error)) + "\n")
            exit(withError: code)
        }
    }
}
