internal import Model
internal import Fragments
internal import Reconciler
internal import ArgumentParser
internal import Configuration
internal import Diagnostics

struct ScheduleExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes units that call keyturn rotate, for systemd, cron or Kubernetes.",
        discussion: """
            How often the job runs follows from the narrowest window and the shortest schedule, at least once an hour, \
            unless --minutes says otherwise. When a key is rotated depends on its own schedule, never on the job's.

            Prints the units, or writes them into a folder with --out; files that differ are not overwritten there.

            EXAMPLES
              keyturn schedule export --format systemd --out units
              keyturn schedule export --format cron --minutes 15
              keyturn schedule export --format kubernetes --image registry.example/keyturn
            """
    )

    @Option(help: "What starts the job: systemd, cron or kubernetes.")
    var format: JobFormat

    @Option(help: ArgumentHelp("How often to run, a divisor of 60.", valueName: "number"))
    var minutes: Int?

    @Option(help: ArgumentHelp("The program to start. Default: this one.", valueName: "path"))
    var program: String?

    @Option(help: ArgumentHelp("The image of a Kubernetes job.", valueName: "image"))
    var image = "keyturn:\(Keyturn.version)"

    @Option(help: ArgumentHelp("Write the units into this folder.", valueName: "folder"))
    var out: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if let minutes, minutes < 1 || 60 % minutes != 0 {
            throw ValidationError("--minutes takes a divisor of 60: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60")
        }
    }

    private func absolute(_ path: String) -> String { PathText.absolute(path, in: DiskFiles().workingFolder) }

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadUsableFleet()
        let chosen = options.chosen(of: loaded.names).map { $0.sorted().flatMap { ["-e", $0] } } ?? []
        let export = JobExport(
            arguments: [try program.map(absolute) ?? ProgramPath.own(), "rotate"] + options.folderArguments + chosen,
            containerArguments: ["rotate"] + chosen,
            outputs: loaded.fleet.selected.map { ($0.environment.name, $0.environment.output) },
            writable: WritablePaths.of(
                loaded.fleet.selected.map(\.environment),
                reading: loaded.fleet.others.map(\.environment)
            ),
            configuration: absolute(options.config),
            folder: DiskFiles().workingFolder,
            minutes: minutes ?? JobInterval.minutes(for: loaded.fleet.selected.map(\.environment)),
            image: image
        )
        let files = try export.files(format)
        guard let out else {
            try runner.console.output(files.map(\.text).joined(separator: "\n"))
            return
        }
        for file in files {
            let path = "\(out)/\(file.name)"
            let content = Array(file.text.utf8)
            switch try Starter.write(Starter.File(name: file.name, content: content), to: path) {
            case .written: try runner.console.show("wrote \(path)\n")
            case .unchanged: try runner.console.show("kept  \(path), which is the same\n")
            case .kept: try runner.console.show("kept  \(path), which differs: remove it to have it written\n")
            }
        }
    }
}
