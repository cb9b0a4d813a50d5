internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Model
internal import Planning
internal import Reconciler
internal import Rendering

struct IsolationCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compares manifests that isolation export wrote, offline.",
        discussion: """
            Gives the verdict of `keyturn isolation` from manifests alone and connects to nothing. Where the folder of \
            environment files (-C) declares the pepper that the manifests were made with, their seals are verified; the \
            folder need not exist.

            Exits with 1 where something is shared, where a manifest is refused, and where one says that it leaves something \
            out or that something could not be read.

            EXAMPLES
              keyturn isolation check dev.manifest.json prod.manifest.json
              keyturn isolation check --format json dev.manifest.json prod.manifest.json
            """
    )

    @Argument(help: ArgumentHelp("Manifests of two environments or more.", valueName: "file"))
    var files: [String]

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        guard files.count > 1 else {
            throw ValidationError(
                "one manifest cannot be compared",
                fix: "name the manifests of two environments or more"
            )
        }
    }

    func run() async throws {
        let runner = Runner(options)
        var read: [ManifestSet.File] = []
        var diagnostics: [Diagnostic] = []
        for file in files {
            do {
                read.append((file, try DiskFiles().read(file, limit: Self.largest)))
            } catch {
                diagnostics.append(.unreadableManifest(file, error.words))
            }
        }
        let set = ManifestSet(read, peppers: await peppers(runner))
        diagnostics += set.diagnostics
        guard !diagnostics.hasErrors else { return try tell(diagnostics, runner) }
        let names = set.manifests.map(\.name)
        if let unknown = options.environments.first(where: { !names.contains(where: NamePattern($0).matches) }) {
            throw ValidationError(
                "no manifest of '\(PlainText.line(unknown))'",
                fix: UnknownName.fix(for: unknown, among: names)
            )
        }
        let report = IsolationReport(
            of: set.manifests,
            chosen: options.chosen(of: names),
            published: set.published(),
            now: SystemClock().now()
        )
        switch result.format {
        case .text:
            runner.tell(diagnostics, sources: SourceTexts())
            let text = IsolationText(style: runner.console.outputStyle)
            try runner.console.show(
                (runner.options.quiet ? "" : ManifestText.render(set.manifests, now: report.now))
                    + text.render(report, isQuiet: runner.options.quiet)
            )
        case .json: try runner.console.output(IsolationJSON.render(report, diagnostics: diagnostics))
        }
        (report.isIsolated ? ExitStatus.done : .failed).end(keeping: set, report)
    }

    /// More than a hundred thousand identities make.
    private static let largest = 256 << 20

    private func tell(_ diagnostics: [Diagnostic], _ runner: Runner) throws {
        switch result.format {
        case .text: runner.tell(diagnostics, sources: SourceTexts())
        case .json:
            let json: JSONText = [
                "format_version": .string(IsolationJSON.formatVersion), "isolated": .null,
                "diagnostics": diagnostics.json,
            ]
            try runner.console.output(json)
        }
        ExitStatus(for: diagnostics).end()
    }

    /// Those that are declared, whatever else is wrong with the configuration here: it is needed for nothing else.
    private func peppers(_ runner: Runner) async -> [Pepper] {
        let loader = ConfigurationLoader(directory: options.config, variables: runner.variables)
        return await loader.load().environments.compactMap { ($0.environment ?? $0.draft)?.pepper }
    }
}
