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

    /// What is found by one pass over an environment, rather than anew for each identity.
    private struct Index: Sendable {
        /// The places of the fragments of each identity.
        var fragments: [[Int]]

        /// Keys that a server may accept.
        var live: Set<Fingerprint>

        init(_ view: EnvironmentView, now: Instant) {
            fragments = [[Int]](repeating: [], count: view.environment.identities.count)
            for (place, fragment) in view.observed.layout.fragments.enumerated() {
                for identity in fragment.identities { fragments[identity].append(place) }
            }
            live = Set(view.observed.store.keys.lazy.filter { $0.isLive(at: now) }.map(\.fingerprint))
        }
    }

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
        let lookup = Index(view, now: now)
        let surroundings = await SiteSurroundings(of: site, view, shell: shell).look(at: wanted)
        var outcomes: [Int: Outcome] = [:]
        await withTaskGroup(of: (Int, Outcome).self) { group in
            var rest = wanted[...]
            for _ in 0..<Self.atOnce {
                guard let next = rest.popFirst() else { break }
                group.addTask { (next, await check(next, lookup, surroundings)) }
            }
            while let (index, outcome) = await group.next() {
                outcomes[index] = outcome
                if let next = rest.popFirst() {
                    group.addTask { (next, await check(next, lookup, surroundings)) }
                }
            }
        }
        await lookAtUses(&outcomes)
        let own = wanted.compactMap { index in
            outcomes[index].map {
                Checklist(address: Address(view.name, environment.identities[index].name), results: $0.results.inOrder)
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

    private func check(_ index: Int, _ found: Index, _ surroundings: FragmentChecks.Surroundings) async -> Outcome {
        let identity = view.environment.identities[index]
        var results = StoreChecks(identity: index, of: view, holders: holders, now: now).results
        results +=
            FragmentChecks(
                identity: index,
                in: found.fragments[index],
                of: view,
                surroundings
            ).results
        guard !identity.isAbsent else { return Outcome(results: results, subject: nil, wasAccepted: false) }
        let consumers = ConsumerSubject(identity: index, of: view, others: holders.owners, now: now)
        results +=
            identity.consumers.isEmpty
            ? [CheckResult(.consumerKey, .skipped, "no `consumer` is declared")] : await site.consumers.check(consumers)
        results +=
            identity.logs.isEmpty
            ? [CheckResult(.logsExpect, .skipped, "no `logs` are declared")]
            : await site.logs.check(LogSubject(identity: index, of: view))
        guard let subject = ServerSubject(identity: index, of: view, live: found.live) else {
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
