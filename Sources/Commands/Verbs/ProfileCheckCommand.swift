internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Model
internal import Reconciler
internal import Rendering
internal import Verification

struct ProfileCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compares each environment's profile with the tables of its database.",
        discussion: """
            Does every named column exist, with a type that fits? Does every column that needs a value get one? Do \
            unique indexes allow an identity two live keys? Where keys end by deletion: does any table prevent it? \
            Has the role the rights to write? Reads only the catalog, and writes nothing.

            EXAMPLES
              keyturn profile check -e prod
              keyturn profile check --url '${SHOP_DATABASE_URL}' --profile shop
              keyturn profile check --format json

            Exits with 1 where something does not fit, or could not be read.
            """
    )

    @OptionGroup var address: StoreAddress

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        try address.check(besides: options.environments)
    }

    func run() async throws {
        let runner = Runner(options)
        let loaded = await load(runner)
        let progress = ProgressReport(console: runner.console)
        let examinations = await runner.reconciler(over: loaded.fleet, progress: progress).examineServers(loaded.fleet)
        progress.end()
        let now = SystemClock().now()
        let lists = examinations.map { examination in
            let results = examination.checklist(policy: loaded.fleet.policy, now: now).results
            return Checklist(
                address: Address(examination.environment.name),
                // A right that is missing keeps rows from being written as a column does.
                results: results.filter {
                    $0.check == .databaseSchema || $0.check == .databaseRights && $0.verdict == .fail
                }
            )
        }
        let found = loaded.fleet.diagnostics + examinations.compactMap(\.diagnostic)
        let diagnostics = address.url == nil ? found : found.atWrittenPlaces
        switch result.format {
        case .text:
            runner.tell(diagnostics, sources: loaded.sources)
            try runner.console.show(
                ChecklistText(style: runner.console.outputStyle).render(lists, runner.options.quiet ? .failures : .all)
            )
        case .json: try runner.console.output(ChecklistJSON.render(lists, diagnostics: diagnostics))
        }
        let status = ExitStatus(for: diagnostics)
        (status == .done && lists.contains(where: \.hasFailed) ? .failed : status).end(keeping: loaded)
    }

    private func load(_ runner: Runner) async -> FleetLoader.Loaded {
        guard let url = address.url else { return await runner.loadUsableFleet(skippingUnset: true) }
        do throws(AddressProblem) {
            let store = try await AddressedStore(
                url,
                profile: address.profile,
                options: options,
                variables: runner.variables
            )
            let loader = FleetLoader(
                options: options.choosing([AddressedStore.name]),
                variables: runner.variables
            )
            guard let loaded = try? await loader.load(store.configuration) else { ExitStatus.failed.end() }
            let problems = runner.problems(of: loaded)
            if problems.hasErrors { throw AddressProblem(diagnostics: problems) }
            return loaded
        } catch {
            runner.tell(error.diagnostics.atWrittenPlaces, sources: SourceTexts())
            ExitStatus(for: error.diagnostics).end()
        }
    }
}
