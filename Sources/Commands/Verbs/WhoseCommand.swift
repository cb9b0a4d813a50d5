internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Rendering
internal import State

struct WhoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whose",
        abstract: "Says whose a key is, where it is live and delivered, and when it was last used.",
        discussion: """
            Reads one key, or 12 to 64 digits of a fingerprint, from standard input; on a terminal it is asked for and not \
            shown while it is typed. It is never taken from the command line, which others can see.

            EXAMPLES
              keyturn whose                          asks
              pbpaste | keyturn whose
              echo 0123456789ab | keyturn whose -e prod

            Exits with 1 where no store knows it, or one could not be looked at.
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
                "standard input holds no key and no fingerprint",
                fix: "pipe one in, or run keyturn whose at a terminal and paste it"
            ).end(runner.console)
        }
        let found = await InventorySource(runner, at: address.url, profile: address.profile).look(withOthers: false)
        let views = DigestedTexts.views(found.views, knowing: input, now: found.now)
        let answer = KeyAnswer(Self.question(input), in: views, now: found.now)
        let name = ShownName(found.views)
        switch options.format {
        case .text:
            runner.tell(found.diagnostics, sources: found.loaded.sources)
            try runner.console.show(
                KeyAnswerText(style: runner.console.outputStyle, name).render(answer, now: found.now)
            )
        case .json:
            let json = KeyAnswerJSON.render(
                answer,
                now: found.now,
                notCompared: found.notCompared,
                diagnostics: found.diagnostics,
                name
            )
            try runner.console.output(json.pretty + "\n")
        }
        let isKnown = !answer.rows.isEmpty && !found.diagnostics.hasErrors
        (isKnown ? ExitStatus.done : .failed).end(keeping: found, answer)
    }

    /// Twelve digits are a fingerprint: keys are longer.
    ///
    /// Sixty-four may be either.
    private static func question(_ input: Secret) -> KeyAnswer.Question {
        let text = input.withBytes { bytes -> String? in
            guard (12...64).contains(bytes.count), bytes.allSatisfy(\.isHexDigit) else { return nil }
            return String(decoding: bytes, as: UTF8.self).lowercased()
        }
        return text.map { .digits($0, orKey: input) } ?? .key(input)
    }
}
