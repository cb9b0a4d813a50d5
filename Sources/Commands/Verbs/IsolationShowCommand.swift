internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Reconciler
internal import Rendering

struct IsolationShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Looks at every environment and shows what each pair of them shares.",
        discussion: """
            Compares live and ended keys in the databases, keys in fragments and in every other file below the output \
            folders, watched credentials, owners, databases and output folders. Writes nothing. With -e, shows what the \
            chosen environments share with any other.

            Exits with 1 where something is shared, and where an environment, a file or a row could not be read. Digests of \
            different forms, peppers or salts cannot be compared by anyone: they are listed, and alone do not change the exit \
            code. Replaced keys that are about to expire do not count, nor do owners with the same id.

            EXAMPLES
              keyturn isolation show
              keyturn isolation show --format json
            """
    )

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadUsableFleet()
        let inspection = await runner.inspect(loaded.fleet)
        let report = IsolationReport(
            of: inspection.views,
            chosen: options.chosen(of: loaded.names),
            notCompared: inspection.notCompared,
            errors: inspection.diagnostics.count(where: \.isError),
            published: PublishedKey.place,
            now: inspection.now
        )
        switch result.format {
        case .text:
            runner.tell(inspection.diagnostics, sources: loaded.sources)
            try runner.console.show(
                IsolationText(style: runner.console.outputStyle).render(report, isQuiet: runner.options.quiet)
            )
        case .json:
            let json = IsolationJSON.render(report, diagnostics: inspection.diagnostics)
            try runner.console.output(json)
        }
        let status = ExitStatus(for: inspection.diagnostics)
        (report.isIsolated ? status : .failed).end(keeping: loaded, inspection, report)
    }
}
