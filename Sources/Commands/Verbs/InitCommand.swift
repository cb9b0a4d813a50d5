internal import ArgumentParser
internal import Diagnostics

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a commented starting point; overwrites nothing.",
        discussion: "Writes _defaults.yaml, dev.yaml, staging.yaml and prod.yaml into the configuration folder."
    )

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Accepted as by every command that writes; init never asks.")
    var yes = false

    func run() async throws {
        let runner = Runner(options)
        for file in Starter.files where options.environments.isEmpty || file.serves(options.environments) {
            let path = "\(options.config)/\(file.name)"
            switch try Starter.write(file, to: path) {
            case .written: try runner.console.output("wrote \(path)\n")
            case .kept: try runner.console.output("kept  \(path), which exists\n")
            }
        }
        try runner.console.output(
            """

            Next:
              1. put what the environments write out of git's sight:  echo /deploy/ >> .gitignore
              2. edit the files, then check them:                      keyturn validate
              3. see what would change, and why:                       keyturn plan

            """
        )
    }
}
