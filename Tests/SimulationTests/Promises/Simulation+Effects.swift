import Diagnostics
import Model
import Planning
import Schedule
import Stores

extension Simulation {
    func issue(
        _ keys: [NewKey],
        owners: [Owner],
        ending endings: [KeyEnd],
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        for owner in owners where !environment.owners.contains(where: { $0.id == owner.id }) {
            environment.owners.append(owner)
        }
        for key in keys {
            checkIssue(key, by: run, in: environment)
            lastRow += 1
            let row = KeyRow(
                id: environment.keepsTexts || environment.ending.isUnwritten
                    ? Fingerprint(of: key.secret).rowID.dashed : "made-\(lastRow)",
                owner: key.owner,
                name: key.name,
                plaintext: key.secret,
                isActive: true,
                expiresAt: key.expiresAt,
                createdAt: key.createdAt,
                lastUsedAt: nil
            )
            environment.rows.append(SimulatedRow(row: row, issuedBy: run.number))
            environment.known.insert(row.fingerprint)
            counts.issued += 1
            trace.add(now.microseconds, run: run.number, environment: environment.index, "issued row", lastRow)
            // Runs about the time when the next rotation may start.
            if let identity = declared(key, in: environment),
                let due = identity.rotation.next(
                    createdAt: key.createdAt,
                    expiresAt: key.expiresAt,
                    delay: .microseconds(identity.delay(in: environment.name)),
                    asOf: now
                )?.start
            {
                // What waits for consumers is looked at again when they have had their time.
                if identity.rotation.adoption != nil { events.add(.job, at: now + random.seconds(3_600...5 * 86_400)) }
                guard abs(due.microseconds - lastDue) > Time.hour else { continue }
                lastDue = due.microseconds
                if random.percent(30) { events.add(.job, at: due + -random.seconds(1...3_600)) }
                events.add(.job, at: due + random.seconds(0...36_000))
            }
        }
        begin(endings, by: run, in: environment)
        checkRevocationBegins(keys, by: run, in: environment)
        run.writes += 1
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
        afterIssue?(environment)
    }

    /// Gives rows that are to be revoked their near end, in the transaction that issues.
    private func begin(_ endings: [KeyEnd], by run: Run, in environment: SimulatedEnvironment) {
        for end in endings {
            guard let index = environment.rows.firstIndex(where: { $0.row.id == end.row }) else { continue }
            let row = environment.rows[index]
            if postpone(end, index, by: run, in: environment) { continue }
            checkDeactivation(row, by: run, in: environment)
            environment.rows[index].isRevocationBegun = true
            environment.unannouncedEnds.insert(row.fingerprint)
            environment.rows[index].isEndedAsAsked = true
            // The leak is worse than the outage: consumers have as long as the margin.
            excuseFiles(holding: row.fingerprint, in: environment)
            guard row.end > end.end.microseconds else { continue }
            write(end, index, in: environment)
            trace.add(now.microseconds, run: run.number, environment: environment.index, "began to revoke row", index)
        }
    }

    private func declared(_ key: NewKey, in environment: SimulatedEnvironment) -> DeclaredIdentity? {
        declarations.environments[environment.index].first { $0.owner.id == key.owner && $0.keyName == key.name }
    }

    /// What one transaction does that ends keys.
    func end(
        _ endings: KeyEndings,
        at moment: Instant,
        by run: Run,
        in environment: SimulatedEnvironment
    ) -> EndedRows {
        var ended = EndedRows()
        for end in endings.ends {
            guard let index = environment.rows.firstIndex(where: { $0.row.id == end.row }) else { continue }
            let own = environment.ending.isByKeyturn ? nil : environment.rows[index].row.expiresAt
            let row = environment.rows[index]
            if let own, own <= end.end { continue }
            if run.revocation?.isFirst != true { checkNotHeld(row, by: run, in: environment) }
            guard let identity = run.declared.identity(environment.index, owning: row.row),
                run.includes(identity, environment)
            else {
                fail(.touchesOnlyDeclared, "row \(row.row.id) of \(environment.name) is given an end")
                continue
            }
            checkAdoption(row, by: run, in: environment)
            checkNotParallel(row, of: identity, by: run, in: environment)
            if run.unannounced[environment.index]?.contains(identity.name) == true {
                fail(.failedHookKeepsOld, "row \(row.row.id) of \(environment.name)")
            }
            checkProven(row, of: identity, by: run, in: environment)
            let rotation = run.declared.environments[environment.index].first { $0.owns(row.row) }?.rotation
            write(end, index, in: environment)
            // Two seconds off the end that a key was born with tell that it was retired, and take nothing from anyone.
            if own.map({ $0 - end.end > .seconds(2) }) ?? true {
                environment.rows[index].retirement = .init(
                    overlap: rotation?.overlap ?? .zero,
                    lag: max(0, -clockErrors[run.machine])
                )
            }
            counts.retired += 1
            ended.retired += 1
            trace.add(now.microseconds, run: run.number, environment: environment.index, "gave an end to row", index)
        }
        let revoked = Set(endings.deactivatedKeys)
        for row in environment.rows {
            guard
                endings.deactivated.contains(row.row.id)
                    || row.row.isActive == true
                        && (revoked.contains(row.fingerprint) || revoked.contains(environment.shown(row).fingerprint)),
                let index = environment.rows.firstIndex(where: { $0.row.id == row.row.id })
            else { continue }
            if carryOut(row, index, at: moment, by: run, in: environment) {
                ended.deactivated += 1
                continue
            }
            checkDeactivation(row, by: run, in: environment)
            if run.revocation?.isFirst == true {
                // The leak is worse than the outage.
                excuseFiles(holding: row.fingerprint, in: environment)
            } else {
                checkNotHeld(row, by: run, in: environment)
            }
            environment.rows[index].isEndedAsAsked = true
            environment.unannouncedEnds.insert(row.fingerprint)
            counts.revoked += 1
            ended.deactivated += 1
            environment.end(index, at: moment)
            trace.add(now.microseconds, run: run.number, environment: environment.index, "deactivated row", index)
        }
        let deleted = Set(endings.deleted)
        for row in environment.rows where deleted.contains(row.row.id) && !row.isAccepted(at: moment) {
            checkDeletion(row, at: moment, by: run, in: environment)
            // Dead for long; whatever still holds it was looked at when it ended.
            excuseFiles(holding: row.fingerprint, in: environment)
            counts.deleted += 1
            ended.deleted += 1
        }
        run.ended.insert(environment.index)
        environment.rows.removeAll { deleted.contains($0.row.id) && !$0.isAccepted(at: moment) }
        run.writes += 1
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
        checkFragments(in: environment)
        return ended
    }

    func publish(
        _ temporary: SimulatedEnvironment.Temporary,
        at path: String,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        if let before = environment.files[path] {
            backups.append((environment.index, path, before.content))
            if backups.count > 20 { backups.removeFirst() }
        }
        let bytes = temporary.content.withBytes { $0.count }
        let content =
            temporary.isTorn
            ? temporary.content.withBytes { Secret(UnsafeRawBufferPointer(rebasing: $0[..<(bytes / 2)])) }
            : temporary.content
        let before = environment.files[path]
        environment.files[path] = SimulatedFile(content)
        if let before { environment.files[path]?.follow(before) }
        // Revoked by hand: that warns of a key that is known elsewhere, and does not wait for it.
        if run.revocation != nil { witnessed.subtract(before?.keys.values.map(\.self) ?? []) }
        if !temporary.isTorn { checkForeignLines(before, at: path, by: run, in: environment) }
        checkTimely(before, at: path, by: run, in: environment)
        environment.unsynced[path] = (run.number, now.microseconds)
        environment.known.formUnion(environment.files[path]?.keys.values.map(\.self) ?? [])
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
        run.writes += 1
        counts.published += 1
        fragmentChanged(path, in: environment)
        checkFragments(in: environment)
    }

    func remove(_ path: String, by run: Run, in environment: SimulatedEnvironment) {
        guard let before = environment.files.removeValue(forKey: path) else { return }
        checkForeignLines(before, at: path, by: run, in: environment)
        environment.unsynced[path] = (run.number, now.microseconds)
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
        run.writes += 1
        fragmentChanged(path, in: environment)
    }

    /// Which keys a run was told are shared.
    func witness(_ plan: Plan, by run: Run) {
        run.lostTraces = plan.diagnostics.filter { $0.code == "shared-trace-lost" }
        for change in plan.changes {
            for case .shared in change.reasons {
                if let key = change.from {
                    trace.add(now.microseconds, "a plan names a shared key"); witnessed.insert(key)
                }
            }
        }
    }
}
