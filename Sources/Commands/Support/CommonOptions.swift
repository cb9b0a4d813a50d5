internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Schedule

/// How a command's result is written, where it is text or JSON.
///
/// Beside the flags that every command has, not around them: for each group within a group the parser of arguments looks
/// through the inner one many times over, a tenth of a second in a build for debugging.
struct ResultOptions: ParsableArguments {
    @Option(help: "How the result is written to standard output: text or json.")
    var format = OutputFormat.text
}

/// The flags that every command has: one set for all, so that scripts need not know which command uses which.
struct CommonOptions: ParsableArguments {
    @Option(
        name: [.customShort("e"), .customLong("environment")],
        help: ArgumentHelp("Only these environments: dev, or dev,prod, or 'prod-*'. Default: all.", valueName: "names")
    )
    var environmentLists: [String] = []

    @Option(
        name: [.customShort("C"), .customLong("config")],
        help: ArgumentHelp(
            "The folder of environment files. Default: KEYTURN_CONFIG, or the nearest folder environments, here or "
                + "further up.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var configFolder: String?

    @Option(
        name: .customLong("env-file"),
        help: ArgumentHelp(
            "A dotenv file for variables that are not set. Default: .env in the folder of environment files, or beside "
                + "it.",
            valueName: "file"
        ),
        completion: .file()
    )
    var variablesFile: String?

    @Flag(name: .customLong("no-color"), help: "No colour, as with NO_COLOR in the environment.")
    var noColor = false

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp("How long to wait for another run that holds the lock: 30s, 5m, 0s.", valueName: "duration"),
        transform: waitingTime
    )
    var lockTimeout: Duration = .seconds(30)

    @Flag(name: .shortAndLong, help: "Print progress to standard error; -vv also the details.")
    var verbose: Int

    @Flag(name: .shortAndLong, help: "Print errors and the summary only.")
    var quiet = false

    /// What is wrong with a list of names: `dev,prod,` names three, one of which is missing.
    static func problem(inList list: String) -> String? {
        let names = list.split(separator: ",", omittingEmptySubsequences: false)
        guard names.contains(where: { $0.allSatisfy(\.isWhitespace) }) else { return nil }
        let rest = names.filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: ",")
        return
            "a name is missing in '-e \(PlainText.line(list))'\nwrite -e \(rest.isEmpty ? "prod" : PlainText.line(rest))"
    }

    func validate() throws {
        if let problem = environmentLists.lazy.compactMap(Self.problem).first { throw ValidationError(problem) }
    }

    /// The environments that were chosen, by their names or with stars in them; empty for all.
    var environments: [String] {
        get { environmentLists.flatMap { $0.split(separator: ",").map(String.init) } }
        set { environmentLists = newValue }
    }

    /// The folder of environment files: named, or found.
    var config: String { ConfigurationFolder.find(configFolder) }

    /// Where the folder was searched for, or that KEYTURN_CONFIG names it; every other diagnostic as it is.
    func explained(_ diagnostic: Diagnostic) -> Diagnostic {
        guard configFolder == nil, diagnostic.code == ConfigurationCode.missingFolder.rawValue else {
            return diagnostic
        }
        let isNamed = config == Runner.processVariables()["KEYTURN_CONFIG"]
        return Diagnostic(
            diagnostic.severity,
            ConfigurationCode.missingFolder,
            diagnostic.summary,
            detail: isNamed
                ? "The variable KEYTURN_CONFIG names it."
                : "It was searched for in \(PlainText.line(DiskFiles().workingFolder)) and in every folder above.",
            fix: isNamed ? "correct or unset KEYTURN_CONFIG, or name the folder with -C" : diagnostic.fix
        )
    }

    /// What has to be in a command line to choose the same folder again.
    var folderArguments: [String] {
        let config = config
        return config == ConfigurationFolder.usual ? [] : ["-C", config]
    }

    /// Whether an environment of that name is chosen.
    func selects(_ name: String) -> Bool {
        environments.isEmpty || environments.contains { NamePattern($0).matches(name) }
    }

    /// Those of these names that are chosen; nil for all.
    func chosen(of names: [String]) -> Set<String>? { environments.isEmpty ? nil : Set(names.filter(selects)) }

    /// The one environment that is chosen by its name; nil for none, and for what may be several.
    var single: String? {
        guard environments.count == 1, let name = environments.first, !NamePattern(name).hasStar else { return nil }
        return name
    }

    /// With these environments as the chosen ones; unchanged for none.
    func choosing(_ environments: [String]) -> CommonOptions {
        guard !environments.isEmpty else { return self }
        var options = self
        options.environments = Set(environments).sorted()
        return options
    }
}

/// How a result is written to standard output.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
}

/// A duration of the configuration's form, or `0s` for not waiting at all.
@Sendable private func waitingTime(_ text: String) throws -> Duration {
    if text == "0" || text == "0s" { return .zero }
    return try declaredDuration(text)
}

/// A duration of the configuration's form.
@Sendable func declaredDuration(_ text: String) throws -> Duration {
    do throws(DurationTextError) {
        return try DurationText.parse(text)
    } catch {
        throw ValidationError("expected \(DurationTextError.expected): \(error.reason)")
    }
}
