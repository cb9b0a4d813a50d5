/// What a command of a script may do to variables that it does not name as `NAME=…` at the start of a line.
enum ShellEffect: Equatable {
    /// Nothing, to variables that are not its own.
    case none
    /// It is a program, for all that is known.
    case unknown
    /// The shell may not read on after it.
    case ends(String)
    /// It may set, hide or lock the variable, before or after the line that sets it.
    case sets(String)
}

extension ShellReading {
    /// What a command does to these variables.
    func effect(of command: Command, on names: Set<String>) -> ShellEffect {
        let effect = effect(of: command.words[...], on: names, isInFunction: command.isInFunction)
        // A file that cannot be opened ends some shells.
        let isEnd = command.hasRedirection && effect == .none && Self.specials.contains(command.words.first?.text ?? "")
        return isEnd ? .ends(Self.mayEnd) : effect
    }

    private static let specials: Set<String> = [
        ":", "export", "readonly", "set", "unset", "return", "break", "continue",
    ]

    /// A function that takes the name of one of the shell's commands.
    var replaced: String? { functions.first { Self.builtins.contains($0) } }

    private static let setsAgain = "the command here may set the variable again"
    private static let notAlike = "it sets the variable in a way that readers interpret differently"
    private static let mayEnd = "a shell might stop reading after this line"

    private func effect(
        of words: ArraySlice<ShellWord>,
        on names: Set<String>,
        isInFunction: Bool
    ) -> ShellEffect {
        guard let name = words.first else { return .none }
        guard name.isLiteral else { return .sets(Self.setsAgain) }
        let rest = words.dropFirst()
        // What it does is known where it is declared.
        if functions.contains(name.text) { return .none }
        switch name.text {
        case "command", "builtin": return effect(of: rest, on: names, isInFunction: isInFunction)
        case ":", "true", "false", "echo", "pwd", "umask", "cd": return .none
        case "test", "[":
            // What `-v` is handed may be calculated.
            return rest.contains { $0.text == "-v" || $0.text == "-R" } ? .sets(Self.setsAgain) : .none
        case "printf":
            // `-v NAME` sets a variable.
            let isPlain = rest.first.map { $0.isLiteral && !$0.text.hasPrefix("-") } ?? false
            return isPlain ? .none : .sets(Self.setsAgain)
        case "return": return isInFunction ? .none : .ends(Self.mayEnd)
        case "exit", "break", "continue", "logout": return .ends(Self.mayEnd)
        case "set": return set(rest)
        case "export", "readonly", "declare", "typeset", "local": return declare(name.text, rest, names, isInFunction)
        case "for", "select":
            if rest.count > 1, rest.dropFirst().first?.text != "in" { return .ends(Self.mayEnd) }
            return sets(rest.prefix(1), names, options: [])
        case "unset": return sets(rest, names, options: ["-v", "-f"])
        case "read": return sets(rest, names, options: ["-r"])
        default: return Self.builtins.contains(name.text) ? .sets(Self.setsAgain) : .unknown
        }
    }

    /// Commands that act on the shell which reads the file, besides those that ``effect(of:on:)`` knows in full.
    private static let builtins: Set<String> = [
        ".", "source", "eval", "exec", "let", "trap", "kill", "alias", "unalias", "enable", "shopt", "coproc", "bind",
        "complete", "compgen", "dirs", "pushd", "popd", "history", "fc", "fg", "bg", "suspend", "shift", "emulate",
        "setopt", "unsetopt", "[[", "time", "function", "hash", "ulimit", "command", "builtin", ":", "true", "false",
        "echo", "pwd", "umask", "cd", "test", "[", "printf", "return", "exit", "break", "continue", "logout", "set",
        "export", "readonly", "declare", "typeset", "local", "unset", "read", "for", "select", "getopts", "mapfile",
        "readarray", "wait", "then", "else", "elif", "do", "in", "setenv", "integer", "float", "autoload", "zmodload",
    ]

    /// Of a command that sets, or ends, the variables that it is handed.
    private func sets(_ words: ArraySlice<ShellWord>, _ names: Set<String>, options: Set<String>) -> ShellEffect {
        var effect = ShellEffect.none
        var isOption = true
        for word in words {
            isOption = isOption && options.contains(word.text)
            if isOption { continue }
            guard word.isPlainName else { return .sets(Self.setsAgain) }
            if names.contains(word.text) { return .sets(Self.notAlike) }
            if !ShellWord.isName(word.text[...]) { effect = .ends(Self.mayEnd) }
        }
        return effect
    }

    /// Anything but options sets what a function is handed, or is of another language.
    private func set(_ words: ArraySlice<ShellWord>) -> ShellEffect {
        var effect = ShellEffect.none
        var isName = false
        for word in words {
            guard word.isLiteral else { return .sets(Self.setsAgain) }
            if isName {
                if word.text == "noexec" { return .sets(Self.mayEnd) }
                if !["allexport", "xtrace", "verbose"].contains(word.text) { effect = .ends(Self.mayEnd) }
                isName = false
                continue
            }
            guard let sign = word.text.first, sign == "-" || sign == "+", word.text.count > 1, word.text != "--" else {
                return .unknown
            }
            isName = word.text.contains("o")
            if sign == "-", word.text.contains(where: { $0 == "n" || $0 == "t" || $0 == "k" }) {
                return .sets(Self.mayEnd)
            }
            let harmless = sign == "-" ? "axvof" : "axvofeu"
            if !word.text.dropFirst().allSatisfy({ harmless.contains($0) }) { effect = .ends(Self.mayEnd) }
        }
        return effect
    }

    private func declare(
        _ command: String,
        _ words: ArraySlice<ShellWord>,
        _ names: Set<String>,
        _ isInFunction: Bool
    ) -> ShellEffect {
        // Outside of a function shells may end.
        var effect: ShellEffect = command == "local" && !isInFunction ? .ends(Self.mayEnd) : .none
        var options = ""
        var declared: Set<String> = []
        for word in words {
            let isOption = word.text.hasPrefix("-") || (word.text.hasPrefix("+") && command != "export")
            if declared.isEmpty, isOption, word.text.count > 1 {
                options += word.text.dropFirst()
                if !word.isLiteral { return .sets(Self.setsAgain) }
            } else if let name = word.variable {
                declared.insert(name)
            } else if word.text.hasSuffix("\r") {
                effect = .ends("a shell treats the carriage return as part of the name")
            } else if !word.isPlainName {
                return .sets(Self.setsAgain)
            } else {
                // Not a name: some shells end there.
                effect = .ends(Self.mayEnd)
            }
        }
        if command == "export", options.contains(where: { $0 != "p" && $0 != "-" }) { effect = .ends(Self.mayEnd) }
        if options.contains("n") { return .sets(Self.setsAgain) }
        let isOurs = !declared.isDisjoint(with: names)
        if isOurs, !options.allSatisfy({ "xrgp-".contains($0) }) { return .sets(Self.notAlike) }
        // What is read only cannot be set again, not even where the file is read a second time.
        if command == "readonly" || options.contains("r") { effect = .ends(Self.mayEnd) }
        return effect
    }
}
