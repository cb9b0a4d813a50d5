internal import ArgumentParser
internal import Diagnostics

/// What was probably meant by a command line that is wrong.
enum CommandLineGuess {
    /// The options that stand before the verb are moved to the end, where the verb's own are.
    static func ordered(_ words: [String]) -> [String] {
        var (moved, rest) = ([String](), words[...])
        while let word = rest.first, word.hasPrefix("-"), !isOfProgram(word) {
            let takesValue = valued.contains(word)
            moved += rest.prefix(takesValue ? 2 : 1)
            rest = rest.dropFirst(takesValue ? 2 : 1)
        }
        guard !moved.isEmpty, !rest.isEmpty else { return words }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + moved + Array(rest[end...])
    }

    /// The common options that take a value.
    private static let valued: Set<String> = [
        "-C", "--config", "-e", "--environment", "--env-file", "--lock-timeout", "--format",
    ]

    /// That there are options and no command, or that an option is given twice of which one counts; nil for neither.
    static func incomplete(_ words: [String]) -> UsageError? {
        let options = words.prefix { $0 != "--" }
        for names in [["-C", "--config"], ["--env-file"], ["--lock-timeout"], ["--format"]] {
            let given = options.filter { word in names.contains { word == $0 || word.hasPrefix("\($0)=") } }
            if given.count > 1 {
                return UsageError("\(names[0]) is given twice", fix: "leave one of them out")
            }
        }
        var rest = options[...]
        while let word = rest.first, isCommon(word) {
            rest = rest.dropFirst()
            guard valued.contains(word) else { continue }
            guard rest.popFirst() != nil else { return UsageError("a value for \(word) is missing", fix: "add it") }
        }
        guard rest.isEmpty, !words.isEmpty else { return nil }
        return UsageError("a command is missing", fix: "run keyturn --help to see the commands")
    }

    private static func isCommon(_ word: String) -> Bool {
        valued.contains(word) || word == "-q" || word == "--quiet" || word == "--no-color" || word == "--verbose"
            || word.hasPrefix("-v") && word.dropFirst().allSatisfy { $0 == "v" }
    }

    private static func isOfProgram(_ word: String) -> Bool {
        ["-h", "--help", "--version"].contains(word) || word.hasPrefix("--experimental") || word.hasPrefix("--generate")
    }

    /// The word that stands where a command is asked for and names none, behind the words before it.
    static func unknownCommand(in words: [String]) -> (before: [String], name: String)? {
        let names = commands(in: words)
        guard names.count < words.count, let name = words.dropFirst(names.count).first, !name.hasPrefix("-"),
            name != "help",
            !command(names).configuration.subcommands.isEmpty
        else { return nil }
        return (names, name)
    }

    /// The leading words that name a command, and one below it.
    static func commands(in words: [String]) -> [String] {
        var names: [String] = []
        while names.count < words.count, command(names + [words[names.count]]) != command(names) {
            names.append(words[names.count])
        }
        return names
    }

    /// The command that these words name, as far as they do.
    static func command(_ names: [String]) -> any ParsableCommand.Type {
        names.reduce(Keyturn.self as any ParsableCommand.Type) { command, name in
            command.configuration.subcommands.first { $0.configuration.commandName == name } ?? command
        }
    }

    /// The answer to an environment or an address after a command that takes environments by `-e` alone; nil for any other
    /// command or word.
    static func addressError(_ word: String, after names: [String]) -> UsageError? {
        // They look at no environment, whatever options they take.
        guard !["version", "explain", "completion", "schema", "reference"].contains(names.first) else { return nil }
        let group = command(names)
        // Of the commands that have others below them, only those that show environments take one: `isolation`, `schedule`.
        let shown = group.configuration.subcommands.isEmpty ? group : group.configuration.defaultSubcommand
        guard !names.isEmpty, let shown, shown == group || shown.configuration.commandName == "show",
            options(of: shown).contains("--environment"),
            let environment = word.split(separator: "/").first,
            word.allSatisfy({ $0.isLetter || $0.isNumber || "._-/*".contains($0) }), environment.first != "*"
        else { return nil }
        let verbs = names.joined(separator: " ")
        let fix = "to choose an environment, run keyturn \(verbs) -e \(environment)"
        return word.contains("/")
            ? UsageError("keyturn \(verbs) takes no address: '\(word)'", fix: fix)
            : UsageError("unexpected argument '\(word)'", fix: fix)
    }

    /// What other programs call a command.
    static func command(for name: String, below parent: [String] = []) -> String? {
        let others = [
            "diff": "plan", "preview": "plan", "list": "status", "ls": "status", "check": "verify", "lint": "validate",
            "run": "apply", "deploy": "apply", "sync": "apply", "renew": "rotate", "delete": "revoke",
            "describe": "explain",
        ]
        let near = NearestName.of(
            name,
            among: command(parent).configuration.subcommands.compactMap { $0.configuration.commandName }
        )
        return near ?? (parent.isEmpty ? others[name] : nil)
    }

    /// What to write for an option that there is not, with the value that it was given; nil if nothing is near.
    static func fix(for option: String, in words: [String]) -> String? {
        guard let fix = fix(for: option) else { return nil }
        let name = String(option.prefix { $0 != "=" })
        let word = words.first { $0 == name || $0.hasPrefix(name + "=") }
        let behind = words.firstIndex(of: name).flatMap { words.dropFirst($0 + 1).first }
        let value = word?.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init) ?? behind
        guard let value, !value.hasPrefix("-"), value.allSatisfy({ $0.isLetter || $0.isNumber || ",._-/".contains($0) })
        else { return fix }
        return switch name {
        case "--env", "--environments": "use -e \(value)"
        case "--dir", "-d", "--chdir", "-c": "use -C \(value)"
        case "--identity" where value.contains("/"): "write the identity as an argument: \(value)"
        default: fix
        }
    }

    /// What to write for an option that there is not; nil if nothing is near.
    static func fix(for option: String) -> String? {
        let name = String(option.prefix { $0 != "=" })
        let others = [
            "--json": "use --format json", "-f": "use --format json", "--markdown": "use --format markdown",
            "--md": "use --format markdown", "--html": "use keyturn forecast --format html",
            "--text": "use --format text", "-o": "use --out FILE, or --format json",
            "--output": "use --out FILE, or --format json", "--env": "use -e prod", "--environments": "use -e dev,prod",
            "-y": "use --yes", "--auto-approve": "use --yes", "--force": "use --yes", "--dry-run": "use keyturn plan",
            "-n": "use keyturn plan", "--check": "use keyturn plan --detailed-exitcode, or keyturn status --check",
            "--dir": "use -C FOLDER", "-d": "use -C FOLDER", "--chdir": "use -C FOLDER", "-c": "use -C FOLDER",
            "--debug": "use -vv", "--silent": "use -q", "--no-colour": "use --no-color",
            "--timeout": "use --lock-timeout",
            "--identity": "write the identity as an argument: prod/backend",
        ]
        return others[name]
    }

    /// What an argument is and what one of them is called, and one that could be written, by its name in the help.
    static let examples: [String: (what: String, one: String, text: String)] = [
        "identity": ("the identity", "an identity", "prod/backend"), "name": ("a name", "a name", "overlap"),
        "code": ("a rule", "a rule", "min-overlap"), "shell": ("a shell", "a shell", "bash"),
        "file": ("a file", "a file", "review.plan"), "address": ("an address", "an address", "prod/backend"),
        "profile": ("a profile", "a profile", "litellm"), "table": ("a table", "a table", "api_keys"),
    ]

    /// What could be written after a command whose arguments are others than those of that name elsewhere.
    static let ownExamples = [
        "schema ": "environment", "isolation check ": "dev.manifest.json prod.manifest.json",
    ]

    /// The first option that other programs have and the command has not.
    static func foreignOption(in words: [String]) -> String? {
        let names = commands(in: words)
        guard !names.isEmpty else { return nil }
        let own = Set(options(of: command(names)))
        return words.dropFirst().prefix { $0 != "--" }.lazy.map { String($0.prefix { $0 != "=" }) }
            .first { fix(for: $0) != nil && !own.contains($0) }
    }

    /// Every long option of a command, as it is written.
    static func options(of command: any ParsableCommand.Type) -> [String] {
        let help = Keyturn.helpMessage(for: command, columns: 400)
        return help.matches(of: /--[a-z][a-z-]+/).map { String($0.output) }
    }
}
