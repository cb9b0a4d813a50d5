import Model
import Planning
import Stores

extension Simulation {
    func issue(_ keys: [NewKey], owners: [Owner], by run: Run, in environment: SimulatedEnvironment) {
        for owner in owners where !environment.owners.contains(where: { $0.id == owner.id }) {
            environment.owners.append(owner)
        }
        for key in keys {
            checkIssue(key, by: run, in: environment)
            lastRow += 1
            let row = KeyRow(
                id: "issued-\(lastRow)",
                owner: key.owner,
                name: key.name,
                secret: key.secret,
                isActive: true,
                expiresAt: key.expiresAt,
                createdAt: key.createdAt,
                lastUsedAt: nil
            )
            environment.rows.append(SimulatedRow(row: row, issuedBy: run.number))
            environment.known.insert(row.fingerprint)
            counts.issued += 1
            trace.add(now.microseconds, run: run.number, environment: environment.index, "issued row", lastRow)
            // Runs about the moment when the next rotation is due.
            if let every = declared(key, in: environment)?.rotation.every {
                let due = key.createdAt + every.microseconds
                guard abs(due.microseconds - lastDue) > Time.hour else { continue }
                lastDue = due.microseconds
                if random.percent(30) { events.add(.job, at: due + -random.seconds(1...3_600)) }
                events.add(.job, at: due + random.seconds(0...36_000))
            }
        }
        run.writes += 1
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
        afterIssue?(environment)
    }

    private func declared(_ key: NewKey, in environment: SimulatedEnvironment) -> DeclaredIdentity? {
        declarations.environments[environment.index].first { $0.owner.id == key.owner && $0.keyName == key.name }
    }

    /// What one transaction does that ends keys.
    func end(_ endings: KeyEndings, at moment: Instant, by run: Run, in environment: SimulatedEnvironment) {
        for end in endings.ends {
            guard let index = environment.rows.firstIndex(where: { $0.row.id == end.row }) else { continue }
            let own = environment.rows[index].row.expiresAt
            let row = environment.rows[index]
            if let own, own <= end.end { continue }
            checkNotHeld(row, by: run, in: environment)
            let rotation = run.declared.environments[environment.index].first { $0.owns(row.row) }?.rotation
            environment.rows[index].change(expiresAt: end.end)
            environment.rows[index].retirement = .init(
                overlap: rotation?.overlap ?? .zero,
                lag: max(0, -clockErrors[run.machine])
            )
            counts.retired += 1
            trace.add(now.microseconds, run: run.number, environment: environment.index, "gave an end to row", index)
        }
        let revoked = Set(endings.deactivatedKeys)
        for index in environment.rows.indices {
            let row = environment.rows[index]
            guard
                endings.deactivated.contains(row.row.id)
                    || row.row.isActive == true && revoked.contains(row.fingerprint)
            else { continue }
            environment.rows[index].change(
                isActive: false,
                expiresAt: min(row.row.expiresAt ?? .distantFuture, moment)
            )
            trace.add(now.microseconds, run: run.number, environment: environment.index, "deactivated row", index)
        }
        let deleted = Set(endings.deleted)
        environment.rows.removeAll { deleted.contains($0.row.id) && !$0.isAccepted(at: moment) }
        run.writes += 1
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
        checkFragments(in: environment)
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
        environment.files[path] = SimulatedFile(content)
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
        guard environment.files.removeValue(forKey: path) != nil else { return }
        environment.unsynced[path] = (run.number, now.microseconds)
        environment.changes += 1
        run.seen[environment.index, default: 0] += 1
        run.writes += 1
        fragmentChanged(path, in: environment)
    }

    /// Which keys a run was told are shared.
    func witness(_ plan: Plan) {
        for change in plan.changes {
            for case .shared in change.reasons {
                if let key = change.from {
                    trace.add(now.microseconds, "a plan names a shared key"); witnessed.insert(key)
                }
            }
        }
    }
}
