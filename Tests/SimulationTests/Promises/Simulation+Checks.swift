import Fragments
import Model
import Planning
import Diagnostics
import Reconciler
import Stores

extension Simulation {
    /// Looked at only when the next delivered key ends.
    func checkPassageOfTime() {
        for environment in environments {
            environment.writeBack(now: now)
            if now.microseconds > environment.nextEnd { checkFragments(in: environment) }
        }
    }

    /// Promise 1: what stands in a declared fragment is live.
    func checkFragments(in environment: SimulatedEnvironment) {
        counts.checks += 1
        var nextEnd = Int64.max
        for identity in declarations.environments[environment.index] {
            for path in identity.files {
                guard let file = environment.files[path], let key = file.keys[identity.variable] else { continue }
                let index = environment.row(of: key)
                if let index, environment.rows[index].isAccepted(at: now) {
                    nextEnd = min(nextEnd, environment.rows[index].end)
                    continue
                }
                if file.isExcused { continue }
                if let index, isNeglected(environment.rows[index], identity, environment) { continue }
                fail(
                    .neverDark,
                    "\(environment.name)/\(path) holds \(key), which is "
                        + (index == nil ? "in no row" : "dead (row \(environment.rows[index ?? 0].row.id))")
                )
            }
        }
        environment.nextEnd = nextEnd
    }

    /// The key's own end passed, and since it was due no run came that could have replaced it.
    private func isNeglected(
        _ row: SimulatedRow,
        _ identity: DeclaredIdentity,
        _ environment: SimulatedEnvironment
    ) -> Bool {
        row.isEndedByOperator
            || row.retirement == nil && row.end < now.microseconds
                && environment.lastCompletion < row.end - identity.rotation.overlap.microseconds
    }

    /// Promise 1, against a loss of power too.
    func checkNotHeld(_ row: SimulatedRow, by run: Run, in environment: SimulatedEnvironment) {
        let identity = run.declared.environments[environment.index].first { $0.owns(row.row) }
        for path in identity?.files ?? [] {
            func holds(_ file: SimulatedFile?) -> Bool {
                guard let file, !file.isExcused else { return false }
                return file.keys[identity?.variable ?? ""] == row.fingerprint
            }
            guard holds(environment.files[path]) || holds(environment.durable[path]) else { continue }
            fail(.endedBeforeDelivered, "row \(row.row.id) of \(environment.name), in \(path)")
        }
    }

    func checkRefusal(_ consumer: Consumer, _ key: Fingerprint) {
        let environment = environments[consumer.environment]
        guard let index = environment.row(of: key), environment.rows[index].row.isActive == true,
            !environment.rows[index].isEndedByOperator, !consumer.isExcused
        else { return }  // A person ended it, or put it there.
        let row = environment.rows[index]
        guard let since = consumer.staleSince else { return checkFragments(in: environment) }
        guard let retirement = row.retirement else { return }  // Its own end: nobody gave it one.
        guard now.microseconds <= since.microseconds + retirement.overlap.microseconds - retirement.lag else { return }
        fail(.neverRefused, "\(environment.name)/\(consumer.path): row \(row.row.id)")
    }

    /// Why a key may be issued at all.
    func checkIssue(_ key: NewKey, by run: Run, in environment: SimulatedEnvironment) {
        for other in environments where other.index != environment.index && other.known.contains(key.fingerprint) {
            fail(.neverShared, "\(key.fingerprint) of \(environment.name) is known in \(other.name)")
        }
        guard run.seenEdits[environment.index] == environment.edits else { return }  // A person came between.
        let clock = clock(of: run)
        guard
            let identity = run.declared.environments[environment.index].first(where: {
                $0.owner.id == key.owner && $0.keyName == key.name
            })
        else { return fail(.converges, "a key for an identity that is not declared") }
        guard let current = environment.current(of: identity, at: clock) else { return }
        if environments.contains(where: {
            $0.index != environment.index && $0.known.contains(current.fingerprint)
        }) {
            return
        }
        if let every = identity.rotation.every, let created = current.row.createdAt,
            created.microseconds + every.microseconds <= clock.microseconds
        {
            return
        }
        if current.end != .max, current.end - identity.rotation.overlap.microseconds <= clock.microseconds { return }
        fail(.onceForADueSlot, "\(environment.name)/\(identity.name): row \(current.row.id) is current and not due")
    }

    /// What holds where a run went through an environment and nothing came between.
    func checkCompleted(_ run: Run) {
        guard let report = run.report else { return }
        for outcome in report.outcomes where outcome.failures.isEmpty {
            guard let environment = environments.first(where: { $0.name == outcome.environment }) else { continue }
            guard run.seen[environment.index] == environment.changes else { continue }
            if run.isUndisturbed { environment.lastCompletion = now.microseconds }
            counts.completed += 1
            if !environment.temporaries.values.filter({ $0.run <= run.number }).isEmpty {
                fail(.leavesNothingBehind, environment.name)
            }
            for identity in run.declared.environments[environment.index] {
                checkCompleted(identity, run, environment)
            }
        }
    }

    private func checkCompleted(_ identity: DeclaredIdentity, _ run: Run, _ environment: SimulatedEnvironment) {
        let clock = clock(of: run)
        guard let current = environment.current(of: identity, at: clock) else {
            return fail(.converges, "\(environment.name)/\(identity.name) has no live key")
        }
        for path in identity.files {
            if environment.files[path]?.keys[identity.variable] != current.fingerprint {
                fail(.converges, "\(environment.name)/\(path) does not hold \(identity.name)'s current key")
            }
            environment.files[path]?.isExcused = false
        }
        let latest = clock.microseconds + identity.rotation.overlap.microseconds + 5 * Time.minute
        for row in environment.rows where identity.owns(row.row) && row.isAccepted(at: clock) {
            guard row.fingerprint != current.fingerprint, row.end > latest, run.isUndisturbed else { continue }
            fail(.replacedKeysEnd, "\(environment.name)/\(identity.name): row \(row.row.id)")
        }
    }

    /// Promises 2, 4 and 5 when everything is quiet.
    func checkSettled(_ last: Run) {
        guard let report = last.report else { return fail(.staysInOrder, "no report") }
        if !report.plan.isEmpty || report.plan.diagnostics.hasErrors {
            return fail(.staysInOrder, "\(report.plan.changes.map(\.action)) \(report.diagnostics.map(\.summary))")
        }
        if last.writes > 0 { fail(.staysInOrder, "\(last.writes) writes") }
        for environment in environments {
            let identities = declarations.environments[environment.index]
            for row in environment.rows where row.isAccepted(at: now) {
                guard let identity = identities.first(where: { $0.owns(row.row) }) else { continue }
                let ends = row.end <= now.microseconds + identity.rotation.overlap.microseconds + 5 * Time.minute
                guard !ends else { continue }
                if witnessed.contains(row.fingerprint) {
                    fail(.sharedKeysEnd, "row \(row.row.id) of \(environment.name), which a plan named")
                }
                for other in environments where other.index != environment.index {
                    let isThere =
                        other.row(of: row.fingerprint) != nil
                        || declarations.environments[other.index].contains { identity in
                            identity.files.contains {
                                other.files[$0]?.keys[identity.variable] == row.fingerprint
                            }
                        }
                    if isThere { fail(.sharedKeysEnd, "row \(row.row.id) of \(environment.name): in \(other.name)") }
                }
            }
        }
    }
}
