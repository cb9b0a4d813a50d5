internal import Model
internal import Schedule
internal import State

/// Which run has room for a rotation, in a forecast of an environment whose runs are limited (`maxPerRun`).
///
/// A run takes place whenever something is due, and the next one for what it left an hour later.
struct RunSlots {
    private let limit: Int?
    private var taken: [Instant: Int] = [:]
    /// From runs without room to a later one that may have some.
    private var later: [Instant: Instant] = [:]
    /// What is due now has its runs already: they are given by age, not by name.
    private var given: [Address: Instant] = [:]

    /// How long the next run is away.
    static let pause = Duration.seconds(3_600)

    init(of plan: EnvironmentPlan, _ view: EnvironmentView, now: Instant) {
        limit = view.environment.maxPerRun
        guard let limit else { return }
        let due = Set(plan.changes.lazy.filter(\.canWait).map(\.address))
        let candidates = view.environment.identities.enumerated().compactMap { index, identity -> RunLimit.Candidate? in
            let address = Address(view.name, identity.name)
            guard due.contains(address), let current = view.keys.states[index].current,
                !identity.rotation.isEndNear(of: current, asOf: now)
            else { return nil }
            return identity.rotation.next(of: current, at: address, asOf: now).map {
                RunLimit.Candidate(index: index, address: address, due: $0.due)
            }
        }
        guard candidates.count > limit else { return }
        for candidate in RunLimit(candidates, limit: 0).postponed {
            given[candidate.address] = free(from: now)
        }
    }

    /// The first run, not before a moment, that has room; a place in it is taken.
    mutating func take(for address: Address, at now: Instant) -> Instant {
        if let run = given.removeValue(forKey: address) { return run }
        return free(from: now)
    }

    private mutating func free(from now: Instant) -> Instant {
        guard let limit else { return now }
        var run = now
        var passed: [Instant] = []
        while let next = later[run] {
            passed.append(run)
            run = next
        }
        taken[run, default: 0] += 1
        let isFull = taken[run, default: 0] >= limit
        if isFull { later[run] = run + Self.pause }
        for moment in passed { later[moment] = isFull ? run + Self.pause : run }
        return run
    }
}
