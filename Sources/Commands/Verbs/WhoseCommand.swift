internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Rendering
internal import State

struct WhoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whose",
        abstract: "Shows whose a key is, where it is live and delivered, and when it was last used.",
        discussion: """
            Reads one key, 12 to 64 digits of a fingerprint, or a row as lists print it (`row:9d0f9bea`), from \
            standard input; on a terminal it asks, and does not show what is typed. A key is never an argument, which \
            others could see. It may be in quotes, after `NAME=`, or in a header (`Authorization: Bearer …`).

            EXAMPLES
              keyturn whose                          asks
              xclip -o | keyturn whose
              echo 0123456789ab | keyturn whose -e prod

            A table may hold digests that do not say which key they are of: with a pepper, a salt or SHA-512. Digits are \
            not compared with those; the key itself is.

            Exits with 1 where no database knows the key, where live keys could not be compared with it, or where a \
            database could not be read; with 64 where the input is more \
            than one line, or not one key.
            """
    )

    @OptionGroup var address: StoreAddress

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        try address.check(besides: options.environments)
    }

    func run() async throws {
        let runner = Runner(options)
        guard let input = HiddenInput.line(prompt: "Key, or the digits of its fingerprint (not shown): ") else {
            UsageError(
                "standard input contains neither a key nor a fingerprint",
                fix: "pipe one in, or run keyturn whose at a terminal and paste it"
            ).end(runner.console)
        }
        guard let question = KeyQuestion(input) else {
            UsageError(
                "standard input has more than one line",
                fix: "ask about one key at a time; `keyturn find --stdin` looks for all keys in a text"
            ).end(runner.console)
        }
        let found = await InventorySource(runner, at: address.url, profile: address.profile).look(withOthers: false)
        let views = DigestedTexts.views(found.views, knowing: question.keys, now: found.now)
        let answer = KeyAnswer(question, in: views, unaided: found.views, now: found.now)
        if answer.rows.isEmpty, answer.strays.isEmpty, !question.isClear, !found.diagnostics.hasErrors {
            UsageError(
                "standard input is not one key, and no database of these environments holds it as it is",
                detail: "A fingerprint has 64 hex digits, of which 12 are enough; a row is `row:` and 8 digits.",
                fix: "give only the key, without the text around it, or 12 digits of its fingerprint"
            ).end(runner.console)
        }
        // A key of a row that nothing leads to may be the one that is asked about.
        let problems =
            answer.rows.isEmpty
            ? (DigestedKeys(of: found.views)?.problems ?? []) + answer.hidden.map { .keysNotCompared($0) } : []
        let diagnostics = found.diagnostics + problems
        let name = ShownName(found.views)
        switch result.format {
        case .text:
            runner.tell(diagnostics, sources: found.loaded.sources)
            try runner.console.show(
                KeyAnswerText(style: runner.console.outputStyle, name).render(
                    answer,
                    now: found.now,
                    isUncertain: !problems.isEmpty || found.diagnostics.hasErrors
                )
            )
        case .json:
            let json = KeyAnswerJSON.render(
                answer,
                now: found.now,
                notCompared: found.notCompared,
                diagnostics: diagnostics,
                name
            )
            try runner.console.output(json)
        }
        let isKnown = !answer.rows.isEmpty && !found.diagnostics.hasErrors
        (isKnown ? ExitStatus.done : .failed).end(keeping: found, answer)
    }
}

extension Diagnostic {
    /// Live keys of a store of which a fingerprint says nothing.
    fileprivate static func keysNotCompared(_ keys: HiddenKeys) -> Diagnostic {
        let subject =
            keys.count == 1
            ? "1 live key of \(keys.environment) is known by its digest only, and was"
            : "\(keys.count) live keys of \(keys.environment) are known by their digests only, and were"
        return Diagnostic(
            .error,
            CommandCode.keysNotSearched,
            "\(subject) not compared with the fingerprint",
            detail: """
                The table stores digests that do not say which key they are of, and no file that was read has the texts of \
                these keys. The key that was asked about may be one of them.
                """,
            fix: "give keyturn whose the key's text on standard input",
            address: keys.environment
        )
    }
}
