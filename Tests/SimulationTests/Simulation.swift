import Delivery
import Fragments
import Model
import Planning
import Reconciler
import Stores

/// A year of environments, runs, people and faults, that follows from a seed alone.
///
/// Everything lives on the thread that calls ``runYear()``. Every effect of every run waits for its turn
/// (``turn(_:_:_:)``), and the scheduler grants one at a time, in an order that the seed decides; between two steps
/// events happen. After each, the promises that it could have broken are looked at.
final class Simulation: @unchecked Sendable {
    let seed: UInt64
    let options: Options
    var random: SplitMix
    let executor = StepExecutor()
    var events = EventQueue()
    var trace = Trace()

    /// By the servers' clocks, which are right.
    var now = start
    static let start = Instant(secondsSince1970: 1_800_000_000)

    /// How far each machine that runs keyturn is ahead.
    var clockErrors: [Int64] = [0, 0]

    var declarations: Declarations
    var environments: [SimulatedEnvironment]
    var consumers: [Consumer] = []
    /// Keys that a plan named as shared, and that must end everywhere.
    var witnessed: Set<Fingerprint> = []
    /// The first environment's rows as they were once.
    var backedUpRows: [SimulatedRow] = []
    /// What was in files before, for people who restore backups.
    var backups: [(environment: Int, path: String, content: Secret)] = []

    var active: [Run] = []
    var runs = 0
    /// For which moment runs were scheduled last because a rotation is due then.
    var lastDue: Int64 = 0
    var lastRow = 0
    var lastKey: UInt64 = 0
    var areFaultsOn = false
    private var isTimeFrozen = false
    /// Whether some store has no column for an end, so that no key is born with one.
    var hasWrittenEnds = false
    /// Whether this year's servers write when a key was used.
    var writesLastUse = true

    /// What someone else does right after keys were issued.
    var afterIssue: ((SimulatedEnvironment) -> Void)?
    /// What looks at the world while a run lets time pass.
    var onWait: ((Duration) -> Void)?
    var waits = 0
    var counts = Counts()

    /// The first broken promise; everything stops there.
    private(set) var violation: Violation?

    struct Violation {
        let promise: Promise
        let text: String
        let trace: String
    }

    struct Options {
        var mutation: Mutation?
        var days = 365
        /// Whether the second environment's database is fed from the first one's.
        var isFed = false
        /// Whether stores may keep digests of keys, and folders may be lost or not mounted.
        var isHashed = false
        /// Whether stores may keep peppered and salted digests, and folders be copied to another machine.
        var isSalted = false
        /// Whether stores may have no column for an end, so that Keyturn ends keys itself.
        var isCarried = false
        /// Whether those ends are written into names; nil where the seed decides.
        var isMarked: Bool?
        /// Whether people link, mount, freeze, encrypt and source fragments.
        var isHindered = false
        /// Whether the servers' profile has a command that is run when keys have ended at once (`onEnd`), and an audit file.
        var runsEndCommands = false
        /// Whether people put conditions on the tables of keys that refuse rows.
        var hasConditions = false
        /// Whether someone looks at isolation now and then.
        var judgesIsolation = false
        /// Whether fleets begin with keys of people, whose first rotations are spread and limited (`firstWithin`, `maxPerRun`).
        var isSpread = false
        /// The promises that are looked at; nil for all.
        var promises: Set<Promise>?
    }

    /// What a year was made of, so that tests can see that it was not an idle one.
    struct Counts {
        var runs = 0
        var completed = 0
        var issued = 0
        var retired = 0
        var published = 0
        var hooks = 0
        var probes = 0
        var revoked = 0
        var deleted = 0
        var unattended = 0
        var orphans = 0
        var faults: [Fault: Int] = [:]
        var uses = 0
        var checks = 0
        var fed = 0
        var unmounted = 0
        var copies = 0
        var hidden = 0
        var elsewhere = 0
        var hindered = 0
        var endCommands = 0
        var conditions = 0
        var judged = 0
        var carriedOut = 0
        var spread = 0
        var postponed = 0

        static func += (left: inout Counts, right: Counts) {
            left.runs += right.runs
            left.completed += right.completed
            left.issued += right.issued
            left.retired += right.retired
            left.published += right.published
            left.hooks += right.hooks
            left.probes += right.probes
            left.revoked += right.revoked
            left.deleted += right.deleted
            left.unattended += right.unattended
            left.orphans += right.orphans
            left.uses += right.uses
            left.checks += right.checks
            left.fed += right.fed
            left.unmounted += right.unmounted
            left.copies += right.copies
            left.hidden += right.hidden
            left.elsewhere += right.elsewhere
            left.hindered += right.hindered
            left.endCommands += right.endCommands
            left.conditions += right.conditions
            left.judged += right.judged
            left.carriedOut += right.carriedOut
            left.spread += right.spread
            left.postponed += right.postponed
            left.faults.merge(right.faults, uniquingKeysWith: +)
        }
    }

    var parked: [Parked] = []

    struct Parked {
        let run: Run
        let environment: Int
        let effect: Effect
        var notBefore: Int64
        /// Waits for a lock until then.
        var deadline: Int64?
        let continuation: UnsafeContinuation<Grant, Never>
    }

    private var layoutsVersion = -1
    private var layouts: [FragmentLayout] = []

    init(seed: UInt64, options: Options = Options()) {
        self.seed = seed
        self.options = options
        random = SplitMix(state: seed &* 0x9E37_79B9 &+ 1)
        let count = random.percent(60) ? 2 : 3
        declarations = Declarations(environments: [])
        declarations.endCommand = options.runsEndCommands ? Self.endCommand : nil
        environments = (0..<count).map { SimulatedEnvironment(name: Declarations.names[$0], index: $0) }
    }

    var names: [String] { environments.map(\.name) }

    func fail(_ promise: Promise, _ text: @autoclosure () -> String) {
        guard violation == nil, options.promises?.contains(promise) != false else { return }
        violation = Violation(
            promise: promise,
            text: text(),
            trace: trace.text(from: Self.start.microseconds, environments: names)
        )
    }

    // MARK: The year

    func runYear() {
        begin()
        areFaultsOn = true
        let end = now + Int64(options.days) * Time.day
        var nextCheck = now + Time.day * 120
        while violation == nil, now < end {
            if now >= nextCheck {
                settle()
                nextCheck = now + Time.day * 120
            }
            go(until: end)
        }
        if violation == nil { settle() }
        abandon()
    }

    /// One step of a run, or the next event.
    private func go(until end: Instant) {
        guard let index = nextTurn() else {
            let next = min(events.nextTime ?? .max, nextReadiness())
            advance(to: Instant(microseconds: min(max(next, now.microseconds), end.microseconds)))
            return
        }
        advance(to: now + Int64(random.below(1_500_000)))
        guard violation == nil, index < parked.count else { return }
        grant(index)
    }

    func advance(to time: Instant) {
        while violation == nil, let next = events.nextTime, next <= time.microseconds {
            if next > now.microseconds { now = Instant(microseconds: next) }
            checkPassageOfTime()
            guard let event = events.take(notAfter: now) else { break }
            handle(event)
        }
        if time > now { now = time }
        checkPassageOfTime()
    }

    /// Ends all runs, as a power cut does, so that no task stays behind.
    private func abandon() {
        for run in active { kill(run) }
        while !parked.isEmpty { grant(0) }
        executor.drain()
    }

    /// Faults stop; two runs must leave nothing to do, and a third must do nothing.
    func settle() {
        areFaultsOn = false
        clockErrors = [0, 0]
        for environment in environments {
            environment.isAway = false
            environment.isFull = false
        }
        finishRuns()
        for environment in environments { mount(environment) }
        start(timeout: .zero)
        finishRuns()
        // From here on no time passes: nothing becomes due, and no key quiet, between two of these runs.
        isTimeFrozen = true
        start(timeout: .zero)
        finishRuns()
        for mandate in [Mandate(scope: .unattended), .everything] where violation == nil {
            let run = start(timeout: .zero, mandate)
            finishRuns()
            if violation == nil { checkSettled(run, isFirst: mandate.scope == .unattended) }
        }
        isTimeFrozen = false
        areFaultsOn = true
    }

    /// Lets every active run go on to its end, and nothing else happen.
    func finishRuns() {
        while violation == nil, !active.isEmpty { finishSteps() }
    }

    /// As ``go(until:)``, but no event comes between.
    private func finishSteps() {
        if let index = nextTurn() {
            if !isTimeFrozen { now = now + Int64(random.below(1_000_000)) }
            checkPassageOfTime()
            grant(index)
        } else {
            let next = nextReadiness()
            precondition(next < .max, "a run waits for nothing")
            now = Instant(microseconds: max(next, now.microseconds))
            checkPassageOfTime()
        }
    }

    // MARK: Turns

    /// Called by a run before each effect: returns when the scheduler says so.
    func turn(_ run: Run, _ environment: Int, _ effect: Effect, deadline: Int64? = nil) async -> Grant {
        if run.isDead { return .dead }
        return await withUnsafeContinuation { continuation in
            parked.append(
                Parked(
                    run: run,
                    environment: environment,
                    effect: effect,
                    notBefore: now.microseconds,
                    deadline: deadline,
                    continuation: continuation
                )
            )
        }
    }

    /// Any of those whose turn it may be, by the seed.
    private func nextTurn() -> Int? {
        guard !parked.isEmpty else { return nil }
        // From a place that the seed chooses on, whoever is ready first.
        var index = random.below(parked.count)
        for _ in parked {
            if isReady(parked[index]) { return index }
            index = index + 1 == parked.count ? 0 : index + 1
        }
        return nil
    }

    private func isReady(_ waiting: Parked) -> Bool {
        if waiting.notBefore > now.microseconds { return false }
        guard let deadline = waiting.deadline, now.microseconds < deadline else { return true }
        return environments[waiting.environment].lockHolder == nil
    }

    /// When someone who waits now waits no more.
    private func nextReadiness() -> Int64 {
        parked.reduce(.max) { next, waiting in
            min(next, waiting.notBefore > now.microseconds ? waiting.notBefore : waiting.deadline ?? .max)
        }
    }

    private func grant(_ index: Int) {
        let run = parked[index].run
        let (environment, effect) = (parked[index].environment, parked[index].effect)
        var answer = Grant.proceed
        if run.isDead {
            answer = .dead
        } else {
            run.steps += 1
            if let fault = run.faults.removeValue(forKey: run.steps) ?? run.aimed.removeValue(forKey: effect) {
                counts.faults[fault, default: 0] += 1
                run.isUndisturbed = false
                trace.add(now.microseconds, run: run.number, environment: environment, "fault", fault.rawValue + 1)
                switch fault {
                case .hang:
                    parked[index].notBefore = now.microseconds + random.seconds(60...5 * 3_600)
                    return
                case .lockConnectionBreaks:
                    if environments[environment].lockHolder == run.number { environments[environment].lockHolder = nil }
                case .crashBefore: answer = .dead
                case .crashAfter: answer = .lastBreath
                case .torn: answer = effect == .stage ? .torn : .lastBreath
                case .error: answer = .fail
                case .full: answer = .full
                case .lostReply: answer = effect == .issue || effect == .end ? .lost(happens: true) : .fail
                case .lostRequest: answer = effect == .issue || effect == .end ? .lost(happens: false) : .fail
                }
            }
            trace.add(now.microseconds, run: run.number, environment: environment, effect.name, run.steps)
        }
        let continuation = parked.remove(at: index).continuation
        if case .dead = answer { kill(run) }
        switch answer {
        case .lastBreath, .torn: run.isBreathingLast = true
        default: break
        }
        continuation.resume(returning: answer)
        executor.drain()
        if case .lastBreath = answer { kill(run) }
        if case .torn = answer { kill(run) }
        finish()
    }

    // MARK: Runs

    func currentLayouts() -> [FragmentLayout] {
        if layoutsVersion != declarations.version {
            layouts = declarations.layouts(options.mutation)
            layoutsVersion = declarations.version
        }
        return layouts
    }

    /// A person who has looked at the database where delivered keys are unknown to it, and goes on.
    static let attended = Mandate(scope: .everything, reissue: .all)

    @discardableResult
    func start(timeout: Duration, only: Int? = nil, _ mandate: Mandate = Simulation.attended) -> Run {
        runs += 1
        counts.runs += 1
        if mandate.scope == .unattended { counts.unattended += 1 }
        let layouts = currentLayouts()
        let fleet =
            only.map { only in
                Fleet(
                    selected: [layouts[only]],
                    others: layouts.enumerated().filter { $0.offset != only }.map(\.element),
                    revoked: declarations.revoked
                )
            } ?? Fleet(selected: layouts, revoked: declarations.revoked)
        let run = Run(
            runs,
            declarations,
            fleet: fleet,
            mandate: mandate,
            machine: runs % 2,
            clockError: clockErrors[runs % 2],
            timeout: timeout
        )
        active.append(run)
        trace.add(now.microseconds, run: run.number, "starts", (only ?? -1) + 1)
        let fleets =
            options.mutation == .neverCompared
            ? fleet.selected.map { Fleet(selected: [$0], revoked: fleet.revoked) } : [run.fleet]
        Task(executorPreference: executor) {
            for fleet in fleets {
                let reconciler = Reconciler(
                    opener: SimulatedSites(run: run, simulation: self),
                    clock: SimulatedClock(run: run, simulation: self),
                    keySource: SimulatedKeys(simulation: self),
                    session: self.session(of: run)
                )
                run.report = await reconciler.apply(
                    fleet,
                    run.mandate,
                    lockedAs: LockHolder("run \(run.number)"),
                    timeout: run.timeout
                ) { review in
                    self.witness(review.plan, by: run)
                    return true
                }
            }
            run.isOver = true
        }
        executor.drain()
        return run
    }

    /// The operating system ends a run: its connections go, and with them its locks.
    func kill(_ run: Run) {
        guard !run.isDead else { return }
        run.isDead = true
        run.isUndisturbed = false
        trace.add(now.microseconds, run: run.number, "is dead")
        for environment in environments where environment.lockHolder == run.number { environment.lockHolder = nil }
        defer { finish() }
        var index = 0
        while index < parked.count {
            if parked[index].run === run {
                parked.remove(at: index).continuation.resume(returning: .dead)
            } else {
                index += 1
            }
        }
        executor.drain()
    }

    private func finish() {
        guard active.contains(where: \.isOver) else { return }
        let over = active.filter(\.isOver)
        active.removeAll(where: \.isOver)
        for run in over where !run.isDead {
            trace.add(now.microseconds, run: run.number, "ends")
            checkCompleted(run)
            countPostponed(run)
        }
    }

    func clock(of run: Run) -> Instant { now + clockErrors[run.machine] }
}
