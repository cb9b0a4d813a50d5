internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Probing
internal import State
internal import Stores
internal import Verification

/// Makes the checks of one environment.
struct SiteVerification: Sendable {
    let site: Site
    let view: EnvironmentView
    let git: GitStanding
    let databaseGit: GitStanding?
    let holders: KeyHolders
    let provenance: Provenance
    let shell: [String: Fingerprint]
    let policy: Policy
    let revoked: RevocationList
    let keySource: any KeySource
    let now: Instant
    let clock: any WallClock
    let progress: ProgressListener

    /// How many identities are checked at once: each may hold a connection to its server.
    private static let atOnce = 8

    /// How often, and how long after one another, the store is asked whether a key's use was written down: servers do that
    /// before or shortly after they answer.
    private static let looks = 4
    private static let betweenLooks = Duration.milliseconds(500)

    func lists(_ isWanted: @escaping @Sendable (Address) -> Bool) async -> [Checklist] {
        let identities = view.environment.identities
        let wanted = identities.indices.filter { isWanted(Address(view.name, identities[$0].name)) }
        progress(ProgressEvent(environment: view.name, step: .verifying(identities: wanted.count)))
        let surroundings = await SiteSurroundings(of: site, view, git: git, shell: shell).look(at: wanted)
        let index = EnvironmentIndex(view, surroundings, now: now)
        // Most identities declare nothing that has to be waited for.
        let judged = wanted.map { judge($0, of: index) }
        let waiting = wanted.filter { hasSurroundings(identities[$0]) }
        var outcomes: [Int: Outcome] = [:]
        // Logs are read before any server is asked: what questions leave there is no consumer's.
        for (place, outcome) in await each(waiting, { place, _ in await look(around: place, of: index) }) {
            outcomes[place] = outcome
        }
        let subjects = outcomes.compactMapValues(\.subject)
        let asked = waiting.filter { subjects[$0] != nil }
        let answers = await each(asked) { place, slot in await ask(subjects[place], at: place, slot) }
        for case (let place, let answers?) in answers {
            outcomes[place]?.results += answers.results
            outcomes[place]?.wasAccepted = answers.wasAccepted
        }
        await settleLogs(&outcomes, wereAsked: !asked.isEmpty)
        await lookAtUses(&outcomes)
        let own = zip(wanted, judged).map { place, results in
            Checklist(
                address: Address(view.name, identities[place].name),
                results: outcomes[place].map { (results + $0.results).inOrder } ?? results
            )
        }
        var examination = await site.examine(by: clock)
        examination.git = databaseGit
        let database = examination.checklist(policy: policy, now: now)
        let orphans = OrphanChecks.results(of: view, revoked, now: now)
        let copies = SourceCheck.results(provenance, of: view.name)
        // What the server alone can say of where its rows come from is not the whole of it.
        let results = database.results.filter {
            copies.isEmpty || $0.check != .databaseSource || $0.verdict == .fail || $0.verdict == .warn
        }.map(SourceCheck.compared)
        return own + [Checklist(address: database.address, results: (orphans + results + copies).inOrder)]
    }

    /// Some work for each of the identities, a few at once; each has a slot of its own meanwhile.
    private func each<Value: Sendable>(
        _ places: [Int],
        _ work: @escaping @Sendable (_ place: Int, _ slot: Int) async -> Value
    ) async -> [(Int, Value)] {
        await withTaskGroup(of: (Int, Int, Value).self) { group in
            var rest = places[...]
            func start(in slot: Int) {
                guard let next = rest.popFirst() else { return }
                group.addTask { (next, slot, await work(next, slot)) }
            }
            for slot in 0..<Self.atOnce { start(in: slot) }
            var values: [(Int, Value)] = []
            while let (place, slot, value) = await group.next() {
                values.append((place, value))
                start(in: slot)
            }
            return values
        }
    }

    /// What consumers, logs and the server of one identity show, and what is needed to see what its questions did.
    private struct Outcome: Sendable {
        var results: [CheckResult] = []
        var subject: ServerSubject?
        var logs: LogSubject?
        var readings: [LogReading] = []
        var wasAccepted = false
    }

    private func hasSurroundings(_ identity: Identity) -> Bool {
        !identity.isAbsent && (!identity.consumers.isEmpty || !identity.logs.isEmpty || identity.probe != nil)
    }

    /// What rows and fragments show of one identity, and what is not looked at, in the order of the checks.
    private func judge(_ place: Int, of index: EnvironmentIndex) -> [CheckResult] {
        let identity = index.identities[place]
        var results: [CheckResult] = []
        // Twelve for an identity without surroundings: a list that grows takes twice the memory.
        results.reserveCapacity(13)
        results += StoreChecks(identity: place, of: index, holders: holders, now: now).results
        results += FragmentChecks(identity: place, of: index).results
        guard !identity.isAbsent else { return results }
        if identity.consumers.isEmpty {
            results.append(CheckResult(.consumerKey, .skipped, "no `consumer` is declared"))
        }
        if identity.probe == nil {
            results.append(CheckResult(.serverAccepts, .skipped, "no `verify` is declared"))
        }
        if identity.logs.isEmpty {
            results.append(CheckResult(.logsExpect, .skipped, "no `logs` are declared"))
        }
        return results
    }

    /// Asks the consumers of one identity and reads its logs.
    private func look(around place: Int, of index: EnvironmentIndex) async -> Outcome {
        let identity = index.identities[place]
        var outcome = Outcome()
        if !identity.consumers.isEmpty {
            let subject = ConsumerSubject(identity: place, of: index, others: holders.owners, now: now)
            outcome.results += await site.consumers.check(subject)
        }
        if !identity.logs.isEmpty {
            let logs = LogSubject(identity: place, of: index)
            outcome.logs = logs
            outcome.readings = await site.logs.check(logs)
        }
        outcome.subject = ServerSubject(identity: place, of: index, now: now)
        return outcome
    }

    /// Asks one identity's server, between marks; nil without a subject.
    private func ask(
        _ subject: ServerSubject?,
        at place: Int,
        _ slot: Int
    ) async -> (results: [CheckResult], wasAccepted: Bool)? {
        guard let subject else { return nil }
        let format = view.environment.identities[place].key.format
        let marks = ProbeMarks(format, place: slot) { keySource.makeKey(format) }
        var answers: [(question: ServerQuestion, answer: ProbeAnswer)] = []
        // One after the other: a server that is asked many things at once may refuse for that.
        for question in subject.questions(madeUp: marks.opening) {
            answers.append((question, await site.prober.ask(subject.probe, question.attempt)))
        }
        if hasLogs { _ = await site.prober.ask(subject.probe, ProbeAttempt(key: marks.closing)) }
        let wasAccepted = answers.contains { question, answer in
            question.check == .serverAccepts && subject.probe.verdict(on: answer).isAccepted
        }
        return (ServerChecks.judge(subject, answers), wasAccepted)
    }

    // MARK: - Logs

    private var hasLogs: Bool { view.environment.identities.contains { !$0.logs.isEmpty } }

    /// How long what a server has logged is waited for, and how long others are listened to.
    private static let settling = Duration.milliseconds(300)
    private static let listening = Duration.milliseconds(500)

    /// Looks at logs once more where lines may come from questions that were asked earlier.
    private func settleLogs(_ outcomes: inout [Int: Outcome], wereAsked: Bool) async {
        let doubtful = wereAsked ? outcomes.filter { $0.value.readings.contains { $0.isWorthAnotherLook } } : [:]
        let subjects = doubtful.compactMapValues(\.logs)
        var after: [Int: [LogReading]] = [:]
        var later: [Int: [LogReading]] = [:]
        func look(at places: some Collection<Int>) async -> [Int: [LogReading]] {
            let readings = await each(Array(places)) { place, _ in
                guard let subject = subjects[place] else { return [LogReading]() }
                return await site.logs.check(subject)
            }
            return Dictionary(readings) { first, _ in first }
        }
        if !doubtful.isEmpty {
            after = await look(at: doubtful.keys)
            let untraced = doubtful.filter { place, outcome in
                !zip(after[place] ?? [], outcome.readings).contains { $0.hasTraces(since: $1) }
            }
            if !untraced.isEmpty {
                try? await Task.sleep(for: Self.settling)
                after.merge(await look(at: untraced.keys)) { $1 }
            }
            let unmarked = doubtful.filter { place, outcome in
                zip(after[place] ?? [], outcome.readings).contains { $0.isUnmarked(since: $1) }
            }
            if !unmarked.isEmpty {
                try? await Task.sleep(for: Self.listening)
                later = await look(at: unmarked.keys)
            }
        }
        for (place, outcome) in outcomes {
            for (number, reading) in outcome.readings.enumerated() {
                let next = after[place].flatMap { number < $0.count ? $0[number] : nil }
                let last = later[place].flatMap { number < $0.count ? $0[number] : nil }
                outcomes[place]?.results += next.map { reading.results(after: $0, later: last) } ?? reading.results
            }
        }
    }

    // MARK: - Uses

    /// Looks at the rows once more, for all identities at once.
    private func lookAtUses(_ outcomes: inout [Int: Outcome]) async {
        let isKept = site.store.profile.keys.lastUsedAt != nil
        var missing = outcomes.filter { $0.value.wasAccepted && isKept }.compactMapValues { $0.subject?.current }
        var rows: [String: KeyRow] = [:]
        let owners = view.environment.identities.map(\.owner)
        for look in 0..<Self.looks where !missing.isEmpty {
            if look > 0 { try? await Task.sleep(for: Self.betweenLooks) }
            guard let store = try? await site.store.observe(owners: owners) else { break }
            let wanted = Set(missing.values.map(\.id))
            for row in store.keys where wanted.contains(row.id) { rows[row.id] = row }
            missing = missing.filter { rows[$0.value.id]?.lastUsedAt == $0.value.lastUsedAt }
        }
        for (index, outcome) in outcomes {
            guard let subject = outcome.subject else { continue }
            outcomes[index]?.results.append(
                ServerChecks.lastUse(
                    of: subject,
                    accepted: outcome.wasAccepted,
                    isKept: isKept,
                    after: subject.current.flatMap { rows[$0.id] }
                )
            )
        }
    }
}

extension [CheckResult] {
    /// In the order of the checks; those of one check stay as they are.
    fileprivate var inOrder: [CheckResult] {
        let places = map(\.check.place)
        return indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { self[$0] }
    }
}
