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

            Exits with 1 where no database knows the key, or one could not be read; with 64 where the input is more \
            than one line, or not one key.
            """
    )

    @OptionGroup var address: StoreAddress

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        try address.check(besides: options.common.environments)
    }

    func run() async throws {
        let runner = Runner(options.common)
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
        let problems = answer.rows.isEmpty ? DigestedKeys(of: found.views)?.problems ?? [] : []
        let diagnostics = found.diagnostics + problems
        let name = ShownName(found.views)
        switch options.format {
        case .text:
            runner.tell(diagnostics, sources: found.loaded.sources)
            try runner.console.show(
                KeyAnswerText(style: runner.console.outputStyle, name).render(answer, now: found.now)
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
