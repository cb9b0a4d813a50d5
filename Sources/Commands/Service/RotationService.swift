internal import Diagnostics
internal import Logging
internal import Model
internal import Planning
internal import Reconciler
internal import Schedule
internal import Serving
internal import Synchronization

/// `keyturn rotate --every`: one run after another in the foreground, beside the stack that it rotates for.
///
/// Each run takes locks and writes audit lines as a run of a job does. Nothing is remembered from one to the next but the
/// configuration, which is read once and at each SIGHUP.
final class RotationService: Sendable {
    private let options: CommonOptions
    private let selection: AddressSelection
    private let pace: RunPace
    private let address: ListenAddress?
    private let metrics: MetricsOption

    /// Makes a run of what was read.
    private let run: @Sendable (Runner, FleetLoader.Loaded) throws -> ApplyRun

    private let page = MetricsPage()
    private let health: Mutex<RunHealth>
    private let clock = SystemClock()

    init(
        every interval: Duration,
        listeningOn address: ListenAddress?,
        _ options: CommonOptions,
        _ selection: AddressSelection,
        _ metrics: MetricsOption,
        run: @escaping @Sendable (Runner, FleetLoader.Loaded) throws -> ApplyRun
    ) {
        self.options = options
        self.selection = selection
        self.address = address
        self.metrics = metrics
        self.run = run
        pace = RunPace(interval: interval)
        health = Mutex(RunHealth(interval: interval))
    }

    /// Ends when it is asked to by a signal.
    ///
    /// - Throws: where standard output cannot be written: no one would see what is done (promise 5).
    func start() async throws -> ExitStatus {
        let first = Runner(options)
        let console = first.console
        let signals = ServiceSignals(clock: clock)
        let sources = signals.listen(console)
        defer { withExtendedLifetime(sources) {} }

        var loaded = await first.loadUsableFleet(of: selection, skippingUnset: selection.patterns.isEmpty)
        let endpoint = try open()
        console.error(greeting(endpoint))
        while true {
            let due = try await once(loaded, signals)
            let next = pace.next(after: clock.now(), due: due, share: Double.random(in: 0...1))
            first.log.info("next run", metadata: ["at": "\(next.iso8601)"])
            waiting: while true {
                switch await signals.wait(until: next) {
                case .due: break waiting
                case .reload:
                    guard let fresh = await reloaded() else { continue }
                    loaded = fresh
                    break waiting
                case .stop:
                    endpoint?.stop()
                    return .done
                }
            }
        }
    }

    /// When there is something to do again, as far as what was found after the run tells.
    private func once(_ loaded: FleetLoader.Loaded, _ signals: ServiceSignals) async throws -> Instant? {
        let interruption = Interruption()
        guard signals.begin(interruption) else { return nil }
        var run = try run(Runner(options, metrics: metrics.run("rotate", beside: page)), loaded)
        run.interruption = interruption
        run.isSilentAboutNothing = true
        let (status, after) = try await run.concluded(asking: false)
        health.withLock { $0.ended(at: clock.now(), succeeded: status == .done || status == .lockHeld) }
        return after.flatMap { $0.plan.holdsUntil($0.selected) }
    }

    /// Nil if what is there now has errors, which are reported: then the last good configuration holds on.
    private func reloaded() async -> FleetLoader.Loaded? {
        let runner = Runner(options)
        let loaded: FleetLoader.Loaded
        do throws(UnknownEnvironment) {
            loaded = try await FleetLoader(options: options, variables: runner.variables).load()
        } catch {
            runner.console.report(Diagnostic(.error, CommandCode.usage, "\(error)", fix: error.fix))
            runner.console.error(Self.kept)
            return nil
        }
        let problems = runner.problems(of: loaded)
        let missing = selection.missing(of: loaded)
        runner.tell(problems, sources: loaded.sources)
        if let missing { runner.console.report(missing.diagnostic) }
        guard !problems.hasErrors, missing == nil else {
            runner.console.error(Self.kept)
            return nil
        }
        runner.console.error("keyturn: the configuration was read again\n")
        return loaded
    }

    private static let kept = "keyturn: the new configuration was not used; the previous one stays in effect\n"

    private func open() throws(EndpointError) -> HTTPEndpoint? {
        guard let address else { return nil }
        return try HTTPEndpoint.listen(on: address) { [self] path in
            switch path {
            case "/metrics": return .init(200, type: "text/plain; version=0.0.4; charset=utf-8", page.text)
            case "/healthz":
                let now = clock.now()
                let (runs, problem) = health.withLock { ($0.runs, $0.problem(at: now)) }
                return problem.map { .text(503, "\($0)\n") }
                    ?? .text(200, "ok, \(runs) \(runs == 1 ? "run" : "runs")\n")
            default: return nil
            }
        }
    }

    private func greeting(_ endpoint: HTTPEndpoint?) -> String {
        "keyturn: rotates what is due every \(DurationText.inWords(pace.interval))"
            + (endpoint.map { "; http://\($0.address)/metrics and /healthz report its state" } ?? "") + "\n"
    }
}
