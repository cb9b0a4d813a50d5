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

    /// Promise 1: what is in a declared fragment is live.
    func checkFragments(in environment: SimulatedEnvironment) {
        counts.checks += 1
        var nextEnd = Int64.max
        for identity in declarations.environments[environment.index] {
            for path in identity.files {
                guard let file = environment.files[path], let key = file.keys[identity.variable] else { continue }
                let index = environment.row(of: key)
                if let index, environment.rows[index].isAccepted(at: now) {
                    nextEnd = min(nextEnd, environment.rows[index].enforcedEnd)
                    continue
                }
                if file.excused.contains(identity.variable) { continue }
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
                && environment.lastCompletion[identity.name] ?? .min < row.end - identity.rotation.overlap.microseconds
    }

    /// Promise 1, against a loss of power too.
    func checkNotHeld(_ row: SimulatedRow, by run: Run, in environment: SimulatedEnvironment) {
        let identity = run.declared.environments[environment.index].first { $0.owns(row.row) }
        for path in identity?.files ?? [] {
            func holds(_ file: SimulatedFile?) -> Bool {
                guard let file, let variable = identity?.variable, !file.excused.contains(variable) else {
                    return false
                }
                return file.keys[variable] == row.fingerprint
            }
            guard holds(environment.files[path]) || holds(environment.durable[path]) else { continue }
            fail(.endedBeforeDelivered, "row \(row.row.id) of \(environment.name), in \(path)")
        }
    }

    func checkRefusal(_ consumer: Consumer, _ key: Fingerprint) {
        let environment = environments[consumer.environment]
        // A person put it there.
        guard !consumer.isExcused,
            let row = environment.row(of: key).map({ environment.rows[$0] }) ?? environment.gone[key]
        else { return }
        // A person ended it, or someone asked for that.
        if row.isEndedByOperator || row.isEndedAsAsked { return }
        guard row.row.isActive == true || row.isEndCarriedOut else {
            return fail(.neverRefused, "row \(row.row.id) of \(environment.name) was deactivated by no one")
        }
        guard let since = consumer.staleSince else { return checkFragments(in: environment) }
        if environment.ending.isUnwritten, row.isEndCarriedOut { return }  // Looked at when it was ended.
        guard let retirement = row.retirement else { return }  // Its own end: no one gave it one.
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
        checkWritable(identity, in: environment)
        if identity.isAbsent { return fail(.absentIsGone, "a key for \(environment.name)/\(identity.name)") }
        guard run.includes(identity, environment) else {
            return fail(.touchesOnlyDeclared, "a key for \(environment.name)/\(identity.name), unasked")
        }
        let unseen = unseen(of: identity, by: run, in: environment)
        guard let current = current(of: identity, as: run, in: environment) else {
            if unseen.isEmpty {
                if run.isUnattended, run.revocation == nil { checkUnattended(key, identity, by: run, in: environment) }
            } else {
                checkBlindIssue(identity, unseen, by: run, in: environment)
            }
            return
        }
        if isListed(current, run) || run.mandate.request != nil { return }
        let planned = (run.plannedAt ?? clock).microseconds
        if identity.isDue(current, in: environment.name, at: planned) {
            return checkSpread(current, of: identity, at: planned, by: run, in: environment)
        }
        // What came from elsewhere does not renew the environment's own key.
        let own = SimulatedEnvironment.current(of: identity, among: environment.rows.filter { !$0.isFed }, at: clock)
        if current.isFed, let own, identity.isDue(own, in: environment.name, at: planned) { return }
        let rows = run.rows[environment.index] ?? []
        // A key of the list that perhaps is in a fragment is not ended without a successor there.
        if rows.contains(where: { identity.owns($0.row) && $0.row.isActive == true && isListed($0, run) }) { return }
        if run.mandate.reissue != nil, holdsUnknownKey(environment) { return }
        if isLate(current, of: identity, by: run, in: environment) { return }
        // One key again, where several are live and only one can be had.
        if !unseen.isEmpty, !run.isUnattended { return }
        if run.isUnattended {
            return fail(.unattended, "\(environment.name)/\(identity.name): row \(current.row.id) is not due")
        }
        if environments.contains(where: {
            $0.index != environment.index && $0.known.contains(current.fingerprint)
        }) {
            return
        }
        fail(.onceForADueSlot, "\(environment.name)/\(identity.name): row \(current.row.id) is current and not due")
    }

    /// A new key beside live ones of which no text can be had: the folder must be known to be the right one, or someone
    /// must say so; and an unattended run needs a reason besides.
    private func checkBlindIssue(
        _ identity: DeclaredIdentity,
        _ unseen: [SimulatedRow],
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        if run.mandate.request != nil || run.mandate.reissue != nil { return }
        let name = "\(environment.name)/\(identity.name)"
        let texts = run.texts[environment.index] ?? [:]
        let rows = run.rows[environment.index] ?? []
        let known = Set(rows.map(\.fingerprint))
        if run.evidence[environment.index]?.isDisjoint(with: known) != false {
            return fail(.neverBlind, "\(name): no key in the folder is known, and a key is issued")
        }
        guard run.isUnattended else { return }
        let planned = (run.plannedAt ?? clock(of: run)).microseconds
        let newest = unseen.max { $1.row.isNewer(than: $0.row, asOf: now) }
        if let newest, identity.isDue(newest, in: environment.name, at: planned) || isListed(newest, run) { return }
        let own = Set(rows.filter { identity.owns($0.row) }.map(\.fingerprint))
        if texts[identity.variable]?.isDisjoint(with: own) == false { return }
        fail(.unattended, "\(name): no text is here, nothing is due and no dead key is delivered")
    }

    /// Whether a fragment holds a key that is in no row: its database may be the wrong one.
    func holdsUnknownKey(_ environment: SimulatedEnvironment) -> Bool {
        declarations.environments[environment.index].contains { identity in
            identity.files.contains { path in
                environment.files[path]?.keys[identity.variable].map { environment.row(of: $0) == nil } ?? false
            }
        }
    }

    /// What holds where a run went through an environment and nothing came between.
    func checkCompleted(_ run: Run) {
        guard let report = run.report else { return }
        for outcome in report.outcomes where outcome.failures.isEmpty {
            guard let environment = environments.first(where: { $0.name == outcome.environment }) else { continue }
            guard run.seen[environment.index] == environment.changes else { continue }
            // A folder that may be the wrong one is left alone, and that is reported.
            let untouched = report.plan.environments.first { $0.name == environment.name }?.untouchedFolders ?? []
            guard untouched.isEmpty || environment.keepsTexts else { continue }
            environment.completionsSinceEdit += run.mandate.only == nil ? 1 : 0
            counts.completed += 1
            if environment.temporaries.values.contains(where: { $0.run <= run.number && !isNeeded($0, environment) }) {
                fail(.leavesNothingBehind, environment.name)
            }
            let left = Set(
                report.plan.left.filter { $0.address.environment == environment.name }.compactMap(\.address.identity)
            )
            checkRevoked(run, environment, left: left)
            checkTold(report.plan, run, environment)
            checkAnnounced(run, environment)
            for identity in run.declared.environments[environment.index]
            where run.includes(identity, environment) && !left.contains(identity.name) {
                if run.isUndisturbed, run.revocation == nil {
                    environment.lastCompletion[identity.name] = now.microseconds
                }
                checkRetry(identity, run, environment)
                if identity.isAbsent {
                    checkAbsent(identity, run, environment)
                } else if run.revocation == nil {
                    checkElsewhere(identity, run, environment)
                    checkCompleted(identity, run, environment)
                }
            }
        }
    }

    /// Whether it holds the only text of a live key, or what a run cannot know not to.
    private func isNeeded(_ temporary: SimulatedEnvironment.Temporary, _ environment: SimulatedEnvironment) -> Bool {
        guard !environment.keepsTexts else { return false }
        let standing = Set(environment.files.values.flatMap(\.keys.values))
        return SimulatedFile(temporary.found).keys.values.contains {
            environment.isAccepted($0, at: now) && !standing.contains($0)
        }
    }

    private func checkCompleted(_ identity: DeclaredIdentity, _ run: Run, _ environment: SimulatedEnvironment) {
        // What was current by the run's clock cannot be told any more.
        guard clockErrors[run.machine] == run.clockError else { return }
        let clock = clock(of: run)
        let unseen = unseen(of: identity, by: run, in: environment)
        // It is left to someone, who is told.
        if run.isUnattended, !unseen.isEmpty, current(of: identity, as: run, in: environment) == nil { return }
        guard let current = current(of: identity, as: run, in: environment) else {
            return fail(.converges, "\(environment.name)/\(identity.name) has no live key")
        }
        for path in identity.files {
            if environment.files[path]?.keys[identity.variable] != current.fingerprint {
                fail(.converges, "\(environment.name)/\(path) does not hold \(identity.name)'s current key")
            }
            environment.files[path]?.expect(identity.variable)
        }
        let latest = clock.microseconds + identity.rotation.overlap.microseconds + 5 * Time.minute
        for row in environment.rows where identity.owns(row.row) && row.isAccepted(at: clock) {
            guard row.fingerprint != current.fingerprint, run.isUndisturbed,
                !run.isUnattended || !unseen.contains(where: { $0.row.id == row.row.id }),
                !isAwaited(row, identity, run, environment, at: clock),
                !isParallel(row, of: identity, by: run, in: environment),
                let end = end(of: row, after: current, identity, in: environment)
            else { continue }
            checkCarriedOut(row, after: current, identity, by: run, in: environment)
            // Dated after a row that a person dated ahead, the current key puts off what is counted from its date.
            let isCounted = environment.ending.isUnwritten && (current.row.createdAt ?? clock) > clock
            guard end > latest, !isCounted else { continue }
            fail(.replacedKeysEnd, "\(environment.name)/\(identity.name): row \(row.row.id)")
        }
    }

    /// Whether consumers were not seen using the new key, or there was none yet when rows were read.
    private func isAwaited(
        _ row: SimulatedRow,
        _ identity: DeclaredIdentity,
        _ run: Run,
        _ environment: SimulatedEnvironment,
        at clock: Instant
    ) -> Bool {
        guard identity.rotation.adoption != nil, let rows = run.rows[environment.index] else { return false }
        // What has a successor only since this run waits for its consumers.
        if unseen(of: identity, by: run, in: environment).contains(where: { $0.row.id == row.row.id }) { return true }
        return current(of: identity, among: rows, as: run, in: environment)?.row.id == row.row.id
            || !mayEnd(row, of: identity, rows, run, environment, at: run.plannedAt ?? clock)
    }

    /// Promises 2, 4 and 5 when everything is quiet.
    func checkSettled(_ last: Run, isFirst: Bool) {
        guard let report = last.report else { return fail(.staysInOrder, "no report") }
        // A row that outlived its end may have been kept as the trace of a key that the run before replaced.
        let isSweeping = report.plan.changes.allSatisfy { change in
            change.action == .remove && change.reasons.contains { if case .outlived = $0 { true } else { false } }
        }
        if isFirst, isSweeping, !report.plan.isEmpty, !report.plan.diagnostics.hasErrors { return }
        if !report.plan.isEmpty || report.plan.diagnostics.hasErrors {
            return fail(.staysInOrder, "\(report.plan.changes.map(\.action)) \(report.diagnostics.map(\.summary))")
        }
        if last.writes > 0 { fail(.staysInOrder, "\(last.writes) writes") }
        for environment in environments {
            let identities = declarations.environments[environment.index]
            for row in environment.rows where row.isAccepted(at: now) {
                guard let identity = identities.first(where: { $0.owns(row.row) }) else { continue }
                let current = environment.current(of: identity, at: now)
                var latest = row.end
                if let current, current.row.id != row.row.id {
                    latest = end(of: row, after: current, identity, in: environment) ?? 0
                }
                let ends = latest <= now.microseconds + identity.rotation.overlap.microseconds + 5 * Time.minute
                guard !ends, !identity.isAbsent else { continue }
                let isCurrent = current?.fingerprint == row.fingerprint
                // It waits for its consumers.
                if identity.rotation.adoption != nil, !isCurrent { continue }
                if !isCurrent, isParallel(row, of: identity, by: last, in: environment),
                    !isKnownElsewhere(row.fingerprint, besides: environment)
                {
                    continue
                }
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
