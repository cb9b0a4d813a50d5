internal import ArgumentParser
internal import Schedule

/// The flags that every command has: one set for all, so that scripts need not know which command uses which.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("e"), .customLong("environment")],
        help: ArgumentHelp("Only this environment; may be repeated. Default: all.", valueName: "name")
    )
    var environments: [String] = []

    @Option(
        name: [.customShort("C"), .customLong("config")],
        help: ArgumentHelp("The folder of environment files.", valueName: "folder")
    )
    var config = "environments"

    @Flag(name: .customLong("no-color"), help: "No colour, as with NO_COLOR in the environment.")
    var noColor = false

    @Option(help: "How the result is written to standard output: text or json.")
    var format = OutputFormat.text

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp("How long to wait for another run that holds the lock: 30s, 5m, 0s.", valueName: "duration"),
        transform: waitingTime
    )
    var lockTimeout: Duration = .seconds(30)

    @Flag(name: .shortAndLong, help: "Say on standard error what is done.")
    var verbose: Int
}

/// How a result is written to standard output.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
}

/// A duration of the configuration's form, or `0s` for not waiting at all.
@Sendable private func waitingTime(_ text: String) throws -> Duration {
    if text == "0" || text == "0s" { return .zero }
    do throws(DurationTextError) {
        return try DurationText.parse(text)
    } catch {
        throw ValidationError("expected \(DurationTextError.expected): \(error.reason)")
    }
}
