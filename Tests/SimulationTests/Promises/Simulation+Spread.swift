import Model
import Planning
import Reconciler
import Schedule

extension Simulation {
    /// A fleet as it is found: a key of its own for every identity, made by people at some time.
    func leaveKeysOfPeople() {
        declarations.maxPerRun = random.percent(70) ? 1 : nil
        for environment in environments {
            for identity in declarations.environments[environment.index]
            where !environment.rows.contains(where: { identity.owns($0.row) }) {
                lastKey += 1
                let age = random.seconds(86_400...400 * 86_400)
                insertByHand(key(lastKey), of: identity, in: environment, createdAt: now + -age)
            }
        }
    }

    /// What is said of a rotation that its schedule alone asks for.
    func checkSpread(
        _ current: SimulatedRow,
        of identity: DeclaredIdentity,
        at planned: Int64,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        // A key with an end does not wait, and a shared one is replaced for that.
        let isShared = environments.contains { $0.index != environment.index && $0.known.contains(current.fingerprint) }
        guard environment.keepsTexts, current.end == .max, !isShared else { return }
        if run.isUnattended, let limit = run.declared.maxPerRun {
            run.begun[environment.index, default: 0] += 1
            if run.begun[environment.index, default: 0] > limit {
                fail(.spread, "one run begins more than \(limit) rotations in \(environment.name)")
            }
        }
        guard current.issuedBy == nil, identity.calendar.window == nil, let within = identity.rotation.firstWithin
        else { return }
        counts.spread += 1
        guard !identity.hasTurn(within, current, in: environment.name, at: planned) else { return }
        fail(.spread, "\(environment.name)/\(identity.name): row \(current.row.id) is rotated before its turn")
    }

    /// Whether rotations that are due were left to the next run: so that tests see that limits were met.
    func countPostponed(_ run: Run) {
        guard let report = run.report else { return }
        counts.postponed += report.plan.environments.reduce(0) { $0 + $1.postponed.count }
    }
}

extension DeclaredIdentity {
    /// Whether a time lies in the identity's turn, by the rule of decision 38.
    fileprivate func hasTurn(_ within: Duration, _ key: SimulatedRow, in environment: String, at time: Int64) -> Bool {
        let seconds = within.microseconds / Time.second
        let turn = max(1, seconds / 10, min(25 * 3_600, seconds / 3))
        let round = seconds - turn * 242 / 1_000
        let digits = Fingerprint(of: Secret(text: "\(environment)/\(name)")).hex.prefix(16)
        let offset = Int64((UInt64(digits, radix: 16) ?? 0) % UInt64(round))
        let opening = time / Time.second - ((time / Time.second - offset) % round + round) % round
        // A key that becomes due within the turn has one from then on; how late that is a calendar tells.
        guard let every = rotation.every else { return time / Time.second < opening + 2 * turn }
        let created = key.row.createdAt?.microseconds ?? .min / 2
        let due = (created + every.microseconds + delay(in: environment)) / Time.second
        return time / Time.second < max(opening, due) + turn
    }
}
