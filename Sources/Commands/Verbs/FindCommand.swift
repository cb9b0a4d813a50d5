internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Rendering
internal import State

struct FindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Looks for known keys in files, in what git tracks, and in its history.",
        discussion: """
            Looks for every key that any environment knows, live or dead, declared or not, delivered or not, in every \
            spelling that its server accepts. Words are compared by their digests, never with a pattern: whatever is \
            found is a key, and no key is shown. Databases that store digests are searched in the same way. Salted and \
            slow digests are compared with the words that match a lookup column; keys without such a column are \
            counted as not searched for.

            Below a folder every file is read, links are not followed. With --git only what git tracks is: the files \
            and, where they were changed since, what is staged. --history reads every version of every file that git \
            keeps, and the messages of commits and tags.

            EXAMPLES
              keyturn find                        everything below this folder
              keyturn find --git --history .      the repository around it, and its past
              docker logs api 2>&1 | keyturn find --stdin
              keyturn find --format sarif --git > keyturn.sarif

            Exits with 1 where a live key was found outside the fragments of its own identity, where a database or a \
            file could not be read, and where a key could not be searched for. Dead keys do not count. Compressed and \
            encoded content is not unpacked: binary files are counted, and --verbose names them.
            """
    )

    @OptionGroup var address: StoreAddress

    @Option(help: "How the result is written to standard output: text, json or sarif.")
    var format = FindingFormat.text

    @Argument(help: ArgumentHelp("Files and folders. Default: the current folder.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Only what git tracks there.")
    var git = false

    @Flag(help: "Every version that git keeps, of the repositories around the paths.")
    var history = false

    @Flag(help: "Search standard input, and only the folders that are named.")
    var stdin = false

    @OptionGroup var options: CommonOptions

    func validate() throws {
        try address.check(besides: options.environments)
        if stdin, paths.isEmpty, git || history {
            throw ValidationError("--stdin has no git: name a path for --git and --history")
        }
    }

    func run() async throws {
        let runner = Runner(options)
        for path in paths where !FilePlace.exists(path) {
            runner.console.report(
                Diagnostic(
                    .error,
                    CommandCode.fileNotSearched,
                    "\(PlainText.line(path)) does not exist",
                    fix: "name a file or a folder that exists"
                )
            )
            ExitStatus.failed.end()
        }
        let found = await InventorySource(runner, at: address.url, profile: address.profile).look(withOthers: false)
        let hunt = KeyHunt(found.views, now: found.now)
        let search = await hunt.search(
            KeyHunt.Places(
                paths: paths.isEmpty && !stdin ? ["."] : paths,
                standardInput: stdin,
                git: git,
                history: history
            )
        )
        let name = ShownName(found.views)
        let diagnostics = found.diagnostics + hunt.problems
        switch format {
        case .text:
            runner.tell(diagnostics, sources: found.loaded.sources)
            tellUnread(search, runner, name)
            try runner.console.show(
                FindingText(style: runner.console.outputStyle, name).render(search, now: found.now)
            )
        case .json:
            let json = FindingJSON.render(
                search,
                now: found.now,
                notCompared: found.notCompared,
                diagnostics: diagnostics,
                name
            )
            try runner.console.output(json)
        case .sarif:
            runner.tell(diagnostics, sources: found.loaded.sources)
            let json = FindingSARIF.render(search, hunt.problems, version: Keyturn.version, name)
            try runner.console.output(json)
        }
        // Who could not look does not pass.
        let isDone = !search.hasLeaks && !diagnostics.hasErrors && search.unread.isEmpty
        (isDone ? ExitStatus.done : .failed).end(keeping: found, search)
    }

    private func tellUnread(_ search: KeySearch, _ runner: Runner, _ name: ShownName) {
        let most = options.verbose > 0 ? Int.max : 20
        var text = search.unread.prefix(most).map { "not read: \(name($0.path)): \(name($0.reason))\n" }.joined()
        if search.unread.count > most {
            text += "not read: \(search.unread.count - most) more (--verbose names them)\n"
        }
        if options.verbose > 0 { text += search.binary.map { "binary: \(name($0))\n" }.joined() }
        if !text.isEmpty { runner.console.error(text) }
    }
}

/// How what was found is written.
enum FindingFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case sarif
}
