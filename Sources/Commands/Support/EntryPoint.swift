internal import ArgumentParser
internal import Diagnostics

extension Keyturn {
    /// Says the version and ends the process, where that is all that is asked for.
    package static func answerVersion() {
        guard let answer = BuildInfo.own.answer(to: ProcessArguments.words) else { return }
        let console = Console(noColor: true, variables: [:])
        do {
            try console.output(answer + "\n")
        } catch {
            console.report(error)
            exit(withError: ExitCode.failure)
        }
        ExitStatus.done.end()
    }

    /// Parses the command line and runs what it says.
    ///
    /// As ArgumentParser's own `main`, but for this: what it says of a command line that is wrong quotes the words of it,
    /// and one of them may be a key that was pasted.
    package static func start() async {
        let console = Console(noColor: true, variables: [:])
        let words = CommandLineGuess.ordered(ProcessArguments.words)
        let unknownTopic = HelpRequest.unknownCommand(in: words)
        if let (before, name) = unknownTopic ?? CommandLineGuess.unknownCommand(in: words) {
            let near = CommandLineGuess.command(for: name, below: before)
            if near == nil, unknownTopic == nil, let error = CommandLineGuess.addressError(name, after: before) {
                error.end(console)
            }
            let verbs = before.map { $0 + " " }.joined()
            UsageError(
                "unknown command '\(verbs)\(PlainText.line(name))'",
                fix: near.map { "did you mean \($0)?" } ?? "run keyturn \(verbs)--help to see the commands"
            ).end(console)
        }
        CommandLineGuess.incomplete(words)?.end(console)
        do {
            var command = try parseAsRoot(ReissueOption.completed(words))
            let kind = type(of: command)
            guard kind.configuration.subcommands.isEmpty else {
                console.error(
                    "error[usage]: a command is missing\n\n\(HelpText.of(kind, columns: console.outputStyle.width))\n"
                )
                ExitStatus.wrongUsage.end()
            }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            if code.isSuccess {
                guard let help = HelpText.answer(to: error, columns: console.outputStyle.width) else {
                    exit(withError: error)
                }
                do {
                    try console.output(help + "\n")
                } catch {
                    console.report(error)
                    exit(withError: ExitCode.failure)
                }
                ExitStatus.done.end()
            }
            guard code == .validationFailure else {
                console.report(error)
                exit(withError: code)
            }
            usageError(message(for: error), words).end(console)
        }
    }

    /// The parser's own words, and what was probably meant.
    private static func usageError(_ message: String, _ words: [String]) -> UsageError {
        let message = message.first.map { $0.lowercased() + message.dropFirst() } ?? "this cannot be read"
        let verbs = CommandLineGuess.commands(in: words).map { $0 + " " }.joined()
        let help = "run keyturn \(verbs)--help to see what it accepts"
        // What is said of a wrong option may come after what is said of the others.
        if let foreign = CommandLineGuess.foreignOption(in: words),
            let fix = CommandLineGuess.fix(for: foreign, in: words)
        {
            return UsageError("unknown option '\(foreign)'", fix: fix)
        }
        if let missing = message.firstMatch(of: /missing expected argument '<([^>]+)>/)?.output.1,
            let example = CommandLineGuess.examples[String(missing)]
        {
            let text = CommandLineGuess.ownExamples[verbs] ?? example.text
            return UsageError("\(example.what) is missing", fix: "write keyturn \(verbs)\(text)")
        }
        if let option = message.firstMatch(of: /missing expected argument '(--[^ ']+) <([^>]+)>/)?.output {
            return UsageError("\(option.1) is missing", fix: "add \(option.1) \(option.2.uppercased()); \(help)")
        }
        if let word = message.firstMatch(of: /unexpected argument '([^']+)'/)?.output.1,
            let error = CommandLineGuess.addressError(String(word), after: CommandLineGuess.commands(in: words))
        {
            return error
        }
        if let value = ParserMessage(message) { return UsageError(value.summary, fix: value.fix ?? help) }
        guard let option = message.firstMatch(of: /unknown option '([^']+)'/)?.output.1 else {
            let lines = message.split(separator: "\n", maxSplits: 1).map(String.init)
            if lines.count == 2 { return UsageError(lines[0], fix: lines[1]) }
            return UsageError(message, fix: message.contains("keyturn ") ? nil : help)
        }
        let name = String(option)
        guard let fix = CommandLineGuess.fix(for: name, in: words) else {
            let command = CommandLineGuess.command(CommandLineGuess.commands(in: words))
            let near = NearestName.of(name, among: CommandLineGuess.options(of: command))
            return UsageError("unknown option '\(name)'", fix: near.map { "did you mean \($0)?" } ?? help)
        }
        return UsageError("unknown option '\(name)'", fix: fix)
    }
}
