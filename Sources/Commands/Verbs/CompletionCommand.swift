internal import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Prints a script that makes a shell complete commands and options.",
        discussion: """
            Debian packages and `make install` put these scripts where shells look for them.

            EXAMPLES
              source <(keyturn completion bash)
              keyturn completion zsh > "${fpath[1]}/_keyturn"
              keyturn completion fish > ~/.config/fish/completions/keyturn.fish
            """
    )

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash
        case zsh
        case fish

        var script: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    func run() throws {
        try Console(noColor: true, variables: [:]).output(Keyturn.completionScript(for: shell.script) + "\n")
    }
}
