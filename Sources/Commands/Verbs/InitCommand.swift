internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Redaction
internal import Rendering
internal import State

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a commented starting point, or declares the keys of a database; overwrites nothing.",
        discussion: """
            Writes _defaults.yaml and a file for each environment into the configuration folder: dev, staging and prod, \
            or those that -e names.

            With --from it reads a database, recognises the application by its tables, and declares an identity for \
            each owner and name that holds a live key. No rotation is declared, so the first plan changes nothing. \
            The URL itself is not written: the file names a variable. Keys that cannot be declared are listed, with \
            what to do. --add appends identities that are not declared yet to files that exist, and leaves every \
            byte in them.

            EXAMPLES
              keyturn init
              keyturn init -e prod --from '${PROD_DATABASE_URL}'
              keyturn init --from dev='${DEV_URL}' --from prod='${PROD_URL}'
              keyturn init -e prod --from sqlite:server.db --match 'backend*' --match 'reports*'
              keyturn init -e prod --add
            """
    )

    @Option(
        help: ArgumentHelp(
            """
            A database whose live keys are declared: URL for the environment that -e names (default: dev), or ENV=URL; may be \
            repeated. '${NAME}' stands for a variable, which the file then names.
            """,
            valueName: "url"
        )
    )
    var from: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Only keys whose name or owner matches this pattern: * for any text, ? for any character; may be repeated, and one \
            match is enough. An owner is matched by its e-mail where the profile creates owners (`creates`), else by its id.
            """,
            valueName: "pattern"
        )
    )
    var match: [String] = []

    @Option(
        help: ArgumentHelp("The profile of the key table; by default the one that fits its tables.", valueName: "name")
    )
    var profile: String?

    @Flag(help: "Append identities that are not declared yet to environment files that exist.")
    var add = false

    @Flag(help: "Accepted like everywhere else; init never asks.")
    var yes = false

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        let bad =
            options.environments.first { !WellFormed.isName($0) }
            ?? from.lazy.compactMap { StoreImport.Source.badName(in: $0) }.first
        if let bad {
            let name = KeyLikeness.masked(PlainText.line(bad))
            throw ValidationError(
                "'\(name)' cannot be the name of an environment: use letters, digits, '.', '_' and '-'"
            )
        }
        if from.isEmpty, !add, !match.isEmpty || profile != nil {
            throw ValidationError("--match and --profile require --from")
        }
        if add, !from.isEmpty {
            throw ValidationError("--add reads the databases of the environments", fix: "leave out --from")
        }
        let sources = try sources()
        if Set(sources.map(\.environment)).count < sources.count {
            throw ValidationError("two databases for one environment: write --from ENV=URL with another ENV for each")
        }
    }

    private func sources() throws -> [StoreImport.Source] {
        let names = options.environments
        if names.count > 1, !from.isEmpty {
            throw ValidationError("several environments: write --from ENV=URL for each")
        }
        return try from.map { text in
            guard let source = StoreImport.Source(text, environment: names.first ?? Starter.environments[0]) else {
                throw ValidationError("--from takes a URL or ENV=URL")
            }
            return source
        }
    }

    /// Made here, whatever there is further up.
    private var folder: String {
        options.configFolder ?? Runner.processVariables()["KEYTURN_CONFIG"] ?? ConfigurationFolder.usual
    }

    func run() async throws {
        let runner = Runner(options)
        if add {
            try await AppendRun(runner: runner, format: result.format, takes: takes).run()
            return
        }
        guard !from.isEmpty else {
            let names = options.environments.isEmpty ? Starter.environments : options.environments
            try write(Starter.files(for: names, besideOthers: hasOthers(than: names)), runner, [])
            return
        }
        var imported: [StoreImport.Imported] = []
        let reading = StoreImport(runner: runner, profile: profile, takes: takes)
        for source in try sources() {
            do throws(AddressProblem) {
                imported.append(try await reading.look(at: source))
            } catch {
                runner.tell(error.diagnostics.atWrittenPlaces, sources: SourceTexts())
                ExitStatus(for: error.diagnostics).end()
            }
        }
        try expectMatch(imported, runner)
        let hasDefaults = (try? DiskFiles().read("\(folder)/_defaults.yaml", limit: .max)) != nil
        if hasDefaults {
            for place in imported.indices {
                imported[place].inherited = await reading.inherited(by: imported[place], in: folder)
            }
        }
        let run = ImportRun(imported, hasDefaults: hasDefaults)
        let problems = run.problems
        let worthwhile = ImportRun(run.worthwhile, hasDefaults: hasDefaults)
        if !worthwhile.imported.isEmpty { try write(worthwhile.files, runner, worthwhile.imported) }
        runner.tell(problems, sources: SourceTexts())
        ExitStatus(for: problems).end(keeping: imported)
    }

    /// Whether the folder has other environments, and no `_defaults.yaml` that is merged under them.
    private func hasOthers(than names: [String]) -> Bool {
        let found = (try? DiskFiles().names(in: folder)) ?? []
        let new = Set(names.map { "\($0).yaml" })
        return !found.contains("_defaults.yaml")
            && found.contains { $0.hasSuffix(".yaml") && !$0.hasPrefix("_") && !new.contains($0) }
    }

    private func takes(_ key: ListedKey) -> Bool {
        guard !match.isEmpty else { return true }
        let texts = [key.name, key.ownerEmail ?? key.owner].compactMap(\.self)
        return match.contains { texts.contains(where: Wildcard($0).matches) }
    }

    /// Ends where a pattern was given that nothing is like: a file without identities helps no one.
    private func expectMatch(_ imported: [StoreImport.Imported], _ runner: Runner) throws {
        guard !match.isEmpty, imported.allSatisfy({ $0.drafts.identities.isEmpty && $0.drafts.left.isEmpty }) else {
            return
        }
        let patterns = match.map { "'\(KeyLikeness.maskedNames(PlainText.line($0)))'" }.joined(separator: " or ")
        let problem = Diagnostic(
            .error,
            CommandCode.nothingMatched,
            "no live key has a name or an owner like \(patterns)",
            detail: "Nothing was written.",
            fix: "give another pattern; to see what is live: keyturn inventory --live --url URL"
        )
        runner.tell([problem], sources: SourceTexts(), isLast: true)
        ExitStatus.failed.end()
    }

    private func write(_ all: [Starter.File], _ runner: Runner, _ imported: [StoreImport.Imported]) throws {
        var files: [(path: String, outcome: Starter.Outcome)] = []
        for file in all {
            let path = "\(folder)/\(file.name)"
            // Whoever mixed up the arguments gave a key for a folder.
            files.append((SecretMask.masked(PlainText.line(path)), try Starter.write(file, to: path)))
        }
        let ignored = try IgnoreFile.add(for: folder)
        switch result.format {
        case .text: try runner.console.show(text(files, ignored, imported))
        case .json:
            var json: [JSONText.Member] = [
                JSONText.Member("format_version", "1.0"),
                JSONText.Member(
                    "files",
                    .array(files.map { ["path": .string($0.path), "written": .bool($0.outcome == .written)] })
                ),
            ]
            if let ignored {
                json.append(
                    JSONText.Member(
                        "ignored",
                        ["path": .string(ignored.path), "added": .array(ignored.lines.map(JSONText.string))]
                    )
                )
            }
            if !imported.isEmpty {
                json.append(
                    JSONText.Member("identities", .int(Int64(imported.map(\.drafts.identities.count).reduce(0, +))))
                )
                json.append(JSONText.Member("left", .array(imported.flatMap(ImportRun.json))))
            }
            try runner.console.output(JSONText.object(json))
        }
    }

    private func text(
        _ files: [(path: String, outcome: Starter.Outcome)],
        _ ignored: IgnoreFile.Addition?,
        _ imported: [StoreImport.Imported]
    ) -> String {
        var text = ""
        for (path, outcome) in files where imported.isEmpty || !path.contains("/.schema/") {
            switch outcome {
            case .written: text += "wrote \(path)\n"
            case .kept, .unchanged: text += "kept  \(path), which exists\n"
            }
        }
        if let ignored, !ignored.lines.isEmpty {
            text += "added \(ignored.lines.joined(separator: ", ")) to \(ignored.path)\n"
        }
        text += ImportRun.left(imported)
        let flag =
            folder == ConfigurationFolder.usual
            ? "" : " -C \(ShellWord.quoted(SecretMask.masked(PlainText.line(folder))))"
        guard imported.isEmpty else {
            let kept = files.filter { $0.outcome == .kept }.map(\.path)
            return text + ImportText(imported, folder: folder, flag: flag, kept: Set(kept)).text
        }
        return text + """

            Next:
              1. edit the files, then check them:    keyturn validate\(flag)
              2. see what would change, and why:     keyturn plan\(flag)

            """
    }
}
