internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Probing
internal import Stores
internal import Verification

/// Makes the checks of one environment.
struct SiteVerification: Sendable {
    let site: Site
    let view: EnvironmentView
    let holders: KeyHolders
    let shell: [String: Fingerprint]
    let policy: Policy
    let keySource: any KeySource
    let now: Instant
    let progress: ProgressListener

    /// How many identities are checked at once: each may hold a connection to its server.
    private static let atOnce = 8

    /// How often, and how long after one another, the store is asked whether a key's use was written down: servers do that
    /// before or shortly after they answer.
    private static let looks = 4
    private static let betweenLooks = Duration.milliseconds(500)

    func lists(_ isWanted: @escaping @Sendable (Address) -> Bool) async -> [Checklist] {
        let environment = view.environment
        let wanted = environment.identities.indices.filter {
            isWanted(Address(view.name, environment.identities[$0].name))
        }
        progress(ProgressEvent(environment: view.name, step: .verifying(identities: wanted.count)))
        let index = EnvironmentIndex(view, now: now)
        let surroundings = await SiteSurroundings(of: site, view, shell: shell).look(at: wanted)
        var outcomes: [Int: Outcome] = [:]
        await withTaskGroup(of: (Int, Outcome).self) { group in
            var rest = wanted[...]
            for _ in 0..<Self.atOnce {
                guard let next = rest.popFirst() else { break }
                group.addTask { (next, await check(next, of: index, surroundings)) }
            }
            while let (place, outcome) = await group.next() {
                outcomes[place] = outcome
                if let next = rest.popFirst() {
                    group.addTask { (next, await check(next, of: index, surroundings)) }
                }
            }
        }
        await lookAtUses(&outcomes)
        let own = wanted.compactMap { place in
            outcomes[place].map {
                Checklist(address: Address(view.name, environment.identities[place].name), results: $0.results.inOrder)
            }
        }
        return own + [await site.examine().checklist(policy: policy, now: now)]
    }

    /// The results of one identity, and what is needed to see whether its use was written down.
    private struct Outcome: Sendable {
        var results: [CheckResult]
        let subject: ServerSubject?
        let wasAccepted: Bool
    }

    private func check(
        _ place: Int,
        of index: EnvironmentIndex,
        _ surroundings: FragmentChecks.Surroundings
    ) async -> Outcome {
        let identity = view.environment.identities[place]
        var results = StoreChecks(identity: place, of: index, holders: holders, now: now).results
        results += FragmentChecks(identity: place, of: index, surroundings).results
        guard !identity.isAbsent else { return Outcome(results: results, subject: nil, wasAccepted: false) }
        if identity.consumers.isEmpty {
            results.append(CheckResult(.consumerKey, .skipped, "no `consumer` is declared"))
        } else {
            let subject = ConsumerSubject(identity: place, of: index, others: holders.owners, now: now)
            results += await site.consumers.check(subject)
        }
        if identity.logs.isEmpty {
            results.append(CheckResult(.logsExpect, .skipped, "no `logs` are declared"))
        } else {
            results += await site.logs.check(LogSubject(identity: place, of: index))
        }
        guard let subject = ServerSubject(identity: place, of: index) else {
            results.append(CheckResult(.serverAccepts, .skipped, "no `verify` is declared"))
            return Outcome(results: results, subject: nil, wasAccepted: false)
        }
        let madeUp = keySource.makeKey(identity.format)
        var answers: [(question: ServerQuestion, answer: ProbeAnswer)] = []
        // One after the other: a server that is asked many things at once may refuse for that.
        for question in subject.questions(madeUp: madeUp) {
            answers.append((question, await site.prober.ask(subject.probe, question.attempt)))
        }
        results += ServerChecks.judge(subject, answers)
        let wasAccepted = answers.contains { question, answer in
            question.check == .serverAccepts && subject.probe.verdict(on: answer).isAccepted
        }
        return Outcome(results: results, subject: subject, wasAccepted: wasAccepted)
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
        let places = Dictionary(uniqueKeysWithValues: zip(CheckCode.allCases, 0...))
        return enumerated().sorted {
            (places[$0.element.check] ?? 0, $0.offset) < (places[$1.element.check] ?? 0, $1.offset)
        }
        .map(\.element)
    }
}
