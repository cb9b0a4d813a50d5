internal import Model
internal import Fragments
internal import Configuration
internal import Diagnostics
internal import Logging
internal import Planning
internal import Reconciler
internal import Redaction
internal import Stores
internal import Glibc

/// What every verb needs: the console, the log, the configuration, and the reconciler for real databases and files.
struct Runner {
    let console: Console
    let variables: [String: String]
    let options: CommonOptions
    let log: Logger

    /// The keys that this run has seen; its texts mask all of them.
    let seen = SeenKeys()

    /// Nil without `--metrics-file`.
    let metrics: MetricsRun?

    init(_ options: CommonOptions, metrics: MetricsRun? = nil) {
        self.options = options
        self.metrics = metrics
        let process = Self.processVariables()
        let reading = VariablesFile.filled(process, named: options.variablesFile, config: options.config)
        variables = reading.variables
        console = Console(noColor: options.noColor, isQuiet: options.quiet, variables: process, seen: seen)
        var log = Logger(label: "keyturn") { StreamLogHandler.standardError(label: $0) }
        log.logLevel =
            switch options.verbose {
            case 0: .error
            case 1: .info
            default: .debug
            }
        self.log = log
        detail("configuration folder: \(PathText.absolute(options.config, in: DiskFiles().workingFolder))")
        if let file = reading.file {
            detail("variables from \(file): \(reading.filled.sorted().joined(separator: ", "))")
        }
        guard let problem = reading.problem else { return }
        tell([problem], sources: SourceTexts(), isLast: problem.isError)
        if problem.isError { ExitStatus.failed.end() }
    }

    /// Logs what `-vv` shows; what could be a key in a name is hidden.
    private func detail(_ text: String) {
        log.debug("\(KeyLikeness.maskedNames(ArgumentMask.masked(PlainText.line(text))))")
    }

    /// The configuration, with everything that is wrong with it.
    func loadFleet(toleratingUnset: Bool = false) async -> FleetLoader.Loaded {
        let loaded: FleetLoader.Loaded
        do throws(UnknownEnvironment) {
            let loader = FleetLoader(options: options, variables: variables, toleratesUnset: toleratingUnset)
            loaded = try await loader.load()
        } catch {
            UsageError("\(error)", fix: error.fix).end(console)
        }
        let compared = loaded.fleet.others.map(\.environment.name)
        if log.logLevel <= .debug {
            for (path, digest) in loaded.digests().sorted(by: { $0.key < $1.key }) {
                detail("read \(path) (SHA-256 \(digest.prefix(12))…)")
            }
        }
        for layout in loaded.fleet.selected {
            let environment = layout.environment
            let count = environment.identities.count
            detail(
                "\(environment.name): \(count) \(count == 1 ? "identity" : "identities"), output \(environment.output)"
            )
        }
        let selected = loaded.fleet.selected.map(\.environment.name)
        if !selected.isEmpty {
            let others = compared.isEmpty ? "" : "; to compare with: \(compared.joined(separator: ", "))"
            log.info("configuration read: \(selected.joined(separator: ", "))\(others)")
        }
        return loaded
    }

    /// The configuration; errors in the selected environments are reported here and end the command.
    ///
    /// `skippingUnset`: an environment with unset variables does not block the others. Its errors stay among the
    /// diagnostics of the fleet and of its plan.
    func loadUsableFleet(skippingUnset: Bool = false) async -> FleetLoader.Loaded {
        let loaded = await loadFleet()
        let found = problems(of: loaded)
        let isSkipping = skippingUnset && !loaded.fleet.selected.isEmpty
        if found.contains(where: { $0.isError && !(isSkipping && loaded.isOfUnset($0)) }) {
            tell(found, sources: loaded.sources, isLast: true)
            record(loaded, statuses: nil, found)
            ExitStatus(for: found).end()
        }
        return loaded
    }

    /// The errors that stop a command, and the other diagnostics of the configuration.
    func problems(of loaded: FleetLoader.Loaded) -> [Diagnostic] {
        let count = loaded.fleet.selected.count + loaded.fleet.others.count
        return loaded.fleet.diagnostics.map(options.explained) + loaded.notServed
            + ProcessLimits.problems(environments: count)
    }

    /// Reads every environment, writes nothing, and plans for the time of a clock.
    func review(
        _ fleet: Fleet,
        _ mandate: Mandate = .everything,
        clock: any WallClock = SystemClock()
    ) async -> Reconciler.Review {
        let progress = ProgressReport(console: console)
        defer { progress.end() }
        return await reconciler(over: fleet, progress: progress, clock: clock).plan(fleet, mandate)
    }

    /// Reads every environment, without a plan.
    func inspect(_ fleet: Fleet) async -> Reconciler.Inspection {
        let progress = ProgressReport(console: console)
        defer { progress.end() }
        return await reconciler(over: fleet, progress: progress).inspect(fleet)
    }

    func reconciler(
        over fleet: Fleet,
        _ interruption: Interruption = Interruption(),
        session: AuditSession? = nil,
        progress: ProgressReport,
        clock: any WallClock = SystemClock()
    ) -> Reconciler {
        let log = log
        return Reconciler(
            opener: LocalSites(variables: variables, fleet: fleet),
            clock: clock,
            keySource: SystemKeySource(),
            interruption: interruption,
            session: session,
            seen: seen
        ) { [seen] event in
            var level = Logger.Level.info
            if case .read = event.step { level = .debug }
            log.log(level: level, "\(seen.masked(event.step.words))", metadata: ["environment": "\(event.environment)"])
            progress.listen(event)
        }
    }

    /// Prints diagnostics to standard error; an empty line is between them and what comes after, unless nothing does.
    func tell(_ diagnostics: [Diagnostic], sources: SourceTexts, isLast: Bool = false) {
        let diagnostics = options.quiet ? diagnostics.filter(\.isError) : diagnostics
        guard !diagnostics.isEmpty else { return }
        let renderer = DiagnosticRenderer(sources: sources, style: console.errorStyle)
        // A mistake in a file is shown where it is, each of them.
        let folded = FoldedDiagnostic.all(of: diagnostics) { ConfigurationCode(rawValue: $0.code) == nil }
        var text = renderer.render(folded)
        if diagnostics.count > 1, let summary = renderer.summary(diagnostics) {
            text += summary + "\n"
        } else if isLast {
            text.removeLast()
        }
        console.error(text, keeping: Set(diagnostics.compactMap(\.command).map(PlainText.line)))
    }

    static func processVariables() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}
