internal import ArgumentParser
internal import Glibc

/// The flag of every command that changes something.
struct Confirmation: ParsableArguments {
    @Flag(help: "Do not ask.")
    var yes = false

    /// Whether there is someone to ask.
    static var isPossible: Bool { Console.isTerminal(STDIN_FILENO) && Console.isTerminal(STDERR_FILENO) }

    /// Whether a command that a job may run has to ask: only where someone sits at a terminal.
    func asks(_ format: OutputFormat) throws -> Bool {
        guard !yes, Self.isPossible else { return false }
        if format == .json { throw ValidationError("--format json cannot ask", fix: "add --yes") }
        return true
    }
}
