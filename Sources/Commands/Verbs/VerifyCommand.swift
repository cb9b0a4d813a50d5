internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Reconciler
internal import Rendering
internal import Stores
internal import Verification

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks each identity from row to fragment, consumer, server and log.",
        discussion: """
            A checklist for each identity. Each check shows pass, fail, unknown (it could not look), warn or skipped, \
            why, and how to fix it: the row in the database; fragments, their mode, git, what shadows them; which key \
            the consumer really has (`consumer`); what the server accepts and refuses (`verify`: the current key, \
            no key, a made-up one, ended ones, headers that name a user); what logs say since the delivery (`logs`); \
            then the database server, as keyturn doctor.

            Writes nothing but metrics, apart from what a server records about the requests. Exit code 1 where a check \
            fails or could not look.

            EXAMPLES
              keyturn verify
              keyturn verify prod/backend -v
              keyturn verify --format json --metrics-file keyturn.prom
            """
    )

    @OptionGroup var metrics: MetricsOption

    @OptionGroup var addresses: AddressOptions

    @Flag(help: "List every check, also where many identities pass.")
    var all = false

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        _ = try options.choosing(addresses.selection)
        if metrics.path != nil, addresses.addresses.contains(where: { !$0.isWhole }) {
            throw ValidationError("--metrics-file reports whole environments", fix: "leave out the identity")
        }
    }

    func run() async throws {
        let selection = addresses.selection
        let runner = Runner(try options.choosing(selection), metrics: metrics.run("verify"))
        let loaded = await runner.loadUsableFleet(of: selection, skippingUnset: true)
        let report = await runner.verify(loaded.fleet, shell: runner.shellFingerprints()) { selection.includes($0) }
        let lists = report.lists
        let diagnostics = report.diagnostics + (await KeysInGit(runner, report.views).errors())
        switch result.format {
        case .text:
            runner.tell(diagnostics, sources: loaded.sources)
            try runner.console.show(
                ChecklistText(style: runner.console.outputStyle)
                    .render(lists, runner.options.quiet ? .failures : all ? .all : .folded)
            )
        case .json:
            try runner.console.output(ChecklistJSON.render(lists, diagnostics: diagnostics))
        }
        runner.record(loaded, statuses: nil, checklists: lists, diagnostics)
        let status = ExitStatus(for: diagnostics)
        (status == .done && lists.contains(where: \.hasFailed) ? .failed : status).end(keeping: loaded, report)
    }
}

extension Runner {
    fileprivate func verify(
        _ fleet: Fleet,
        shell: [String: Fingerprint],
        isWanted: @escaping @Sendable (Address) -> Bool
    ) async -> Reconciler.VerificationReport {
        let progress = ProgressReport(console: console)
        defer { progress.end() }
        return await reconciler(over: fleet, progress: progress).verify(fleet, shell: shell, isWanted: isWanted)
    }

    /// The process's environment by fingerprints, so that nothing of it can be shown.
    fileprivate func shellFingerprints() -> [String: Fingerprint] {
        Self.processVariables().compactMapValues { $0.isEmpty ? nil : Fingerprint(of: Secret(text: $0)) }
    }
}
