internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Redaction

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a commented starting point; overwrites nothing.",
        discussion: """
            Writes _defaults.yaml and a file for each environment into the configuration folder: dev, staging and prod, \
            or those that -e names.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Accepted as by every command that writes; init never asks.")
    var yes = false

    func validate() throws {
        for name in options.common.environments where !WellFormed.isName(name) {
            throw ValidationError(
                "'\(PlainText.line(name))' cannot be the name of an environment: use letters, digits, '.', '_' and '-'"
            )
        }
    }

    func run() async throws {
        let runner = Runner(options.common)
        var files: [(path: String, outcome: Starter.Outcome)] = []
        let names = options.common.environments.isEmpty ? Starter.environments : options.common.environments
        for file in Starter.files(for: names) {
            let path = "\(options.common.config)/\(file.name)"
            // Whoever mixed up the arguments gave a key for a folder.
            files.append((SecretMask.masked(PlainText.line(path)), try Starter.write(file, to: path)))
        }
        switch options.format {
        case .text: try runner.console.output(text(files))
        case .json:
            let json: JSONText = [
                "format_version": "1.0",
                "files": .array(files.map { ["path": .string($0.path), "written": .bool($0.outcome == .written)] }),
            ]
            try runner.console.output(json.pretty + "\n")
        }
    }

    private func text(_ files: [(path: String, outcome: Starter.Outcome)]) -> String {
        var text = ""
        for (path, outcome) in files {
            switch outcome {
            case .written: text += "wrote \(path)\n"
            case .kept, .unchanged: text += "kept  \(path), which exists\n"
            }
        }
        let folder = SecretMask.masked(PlainText.line(options.common.config))
        let flag = options.common.config == "environments" ? "" : " -C \(folder)"
        return text + """

            Next:
              1. edit the files, then check them:       keyturn validate\(flag)
              2. keep the output folders out of git:    echo /deploy/ >> .gitignore
              3. see what would change, and why:        keyturn plan\(flag)

            """
    }
}
