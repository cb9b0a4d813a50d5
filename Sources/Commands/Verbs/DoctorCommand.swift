internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Reconciler
internal import Rendering
internal import Stores
internal import Verification

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks each environment's database server: what it logs, TLS, the rights of the role.",
        discussion: """
            Could the server write keys into its log (log_statement, log_min_duration_statement, \
            log_parameter_max_length, pgaudit, auto_explain)? Is the connection as strict as policy demands? Does the \
            role have the rights that it needs, and no others? Each failure names its fix. Reads no key and writes \
            nothing. Exit code 1 where a check fails or could not look.

            --grants prints the minimal rights as SQL, from the declarations, for the owner of the tables to run. It \
            needs no database; where one answers, the SQL names its schemas.

            EXAMPLES
              keyturn doctor
              keyturn doctor -e prod --format json
              keyturn doctor --grants --role keyturn > grants.sql
            """
    )

    @Flag(help: "Print the SQL that gives a role the rights that keyturn needs, and no others.")
    var grants = false

    @Option(
        help: ArgumentHelp(
            "The role that the SQL of --grants is for. Default: the one that connects.",
            valueName: "name"
        )
    )
    var role: String?

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if role != nil, !grants {
            throw ValidationError("--role requires --grants", fix: "add --grants, or leave out --role")
        }
        if let role, role.isEmpty || role.unicodeScalars.contains(where: { $0.value < 0x20 }) {
            throw ValidationError("--role is not the name of a role", fix: "write --role keyturn, for instance")
        }
    }

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadUsableFleet(skippingUnset: true)
        let examinations = await runner.examineServers(loaded.fleet)
        if grants { try printGrants(examinations, runner, loaded) } else { try check(examinations, runner, loaded) }
    }

    private func check(
        _ examinations: [Reconciler.Examination],
        _ runner: Runner,
        _ loaded: FleetLoader.Loaded
    ) throws {
        let now = SystemClock().now()
        let lists = examinations.map { $0.checklist(policy: loaded.fleet.policy, now: now) }
        let diagnostics = loaded.fleet.diagnostics + examinations.compactMap(\.diagnostic)
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

    private func printGrants(
        _ examinations: [Reconciler.Examination],
        _ runner: Runner,
        _ loaded: FleetLoader.Loaded
    ) throws {
        let sections = examinations.map { $0.grants(for: role) }
        switch result.format {
        case .text:
            runner.tell(loaded.fleet.diagnostics, sources: loaded.sources)
            try runner.console.output(GrantsText.render(sections))
        case .json: try runner.console.output(GrantsText.json(sections))
        }
        ExitStatus(for: loaded.fleet.diagnostics).end(keeping: loaded)
    }
}

extension Runner {
    /// Looks at the servers of the chosen environments, and writes nothing.
    fileprivate func examineServers(_ fleet: Fleet) async -> [Reconciler.Examination] {
        let progress = ProgressReport(console: console)
        defer { progress.end() }
        return await reconciler(over: fleet, progress: progress).examineServers(fleet)
    }
}
