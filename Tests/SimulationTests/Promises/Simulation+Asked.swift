import Model
import Planning
import Reconciler
import Stores

/// Whether what a run does to rows and files was asked for, by someone or by the declarations.
extension Simulation {
    func isListed(_ row: SimulatedRow, _ run: Run) -> Bool { run.declared.revoked.ban(of: row.fingerprint) != nil }

    func isRevoked(_ row: SimulatedRow, _ identity: DeclaredIdentity, _ run: Run) -> Bool {
        guard let revocation = run.revocation else { return false }
        return revocation.fingerprint.map { row.fingerprint.hex.hasPrefix($0) } ?? true
    }

    func checkDeactivation(_ row: SimulatedRow, by run: Run, in environment: SimulatedEnvironment) {
        if isListed(row, run) { return }
        guard let identity = run.declared.identity(environment.index, owning: row.row),
            run.includes(identity, environment)
        else { return fail(.touchesOnlyDeclared, "row \(row.row.id) of \(environment.name) is deactivated") }
        if isRevoked(row, identity, run) || row.isRevocationBegun { return }
        guard identity.isAbsent else {
            return fail(.touchesOnlyDeclared, "row \(row.row.id) of \(environment.name) is deactivated, unasked")
        }
        if run.isUnattended { fail(.unattended, "row \(row.row.id) of \(environment.name) is removed") }
    }

    /// Once a key is issued by a run that was asked by hand to end others, those end soon, whatever happens to the run.
    func checkRevocationBegins(_ keys: [NewKey], by run: Run, in environment: SimulatedEnvironment) {
        // Nothing in such a table can hold an end.
        guard let revocation = run.revocation, !revocation.isFirst, !environment.ending.isUnwritten else { return }
        let latest =
            clock(of: run).microseconds + Self.revocationMargin + (environment.ending.isMarked ? Time.minute : 0)
        for key in keys {
            guard
                let identity = run.declared.environments[environment.index].first(where: {
                    $0.owner.id == key.owner && $0.keyName == key.name
                })
            else { continue }
            for row in environment.rows
            where identity.owns(row.row) && row.issuedBy != run.number && isRevoked(row, identity, run)
                && row.isAccepted(at: clock(of: run)) && row.end > latest && isReachable(row, run, in: environment)
                && run.rows[environment.index]?.contains(where: { $0.row.id == row.row.id }) == true
            {
                fail(.revokedKeysEnd, "row \(row.row.id) of \(environment.name) outlives its revocation")
            }
        }
    }

    /// In microseconds: how long a key works at most whose revocation was begun.
    static let revocationMargin: Int64 = 300_000_000

    func checkDeletion(_ row: SimulatedRow, at moment: Instant, by run: Run, in environment: SimulatedEnvironment) {
        guard let identity = run.declared.identity(environment.index, owning: row.row),
            run.includes(identity, environment), let retain = identity.rotation.retain
        else { return fail(.touchesOnlyDeclared, "row \(row.row.id) of \(environment.name) is deleted") }
        guard row.end != .max, row.end + retain.microseconds <= moment.microseconds else {
            return fail(.touchesOnlyDeclared, "row \(row.row.id) of \(environment.name) is deleted early")
        }
        let isShared = environments.contains { other in
            other.index != environment.index && !run.unread.contains(other.index)
                && run.rows[other.index]?.contains { $0.fingerprint == row.fingerprint && $0.isAccepted(at: moment) }
                    == true
                && canCompare(row, of: environment, with: other, run)
        }
        if isShared { fail(.touchesOnlyDeclared, "row \(row.row.id) of \(environment.name), a trace, is deleted") }
    }

    /// Lines that no one declares stay, and so do files.
    func checkForeignLines(
        _ before: SimulatedFile?,
        at path: String,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        let declared = run.declared.environments[environment.index].filter { $0.files.contains(path) }
        if declared.isEmpty { fail(.touchesOnlyDeclared, "\(environment.name)/\(path) is not declared") }
        guard let before, run.seenEdits[environment.index] == environment.edits,
            run.seen[environment.index] == environment.changes
        else { return }
        if environment.doubtful.contains(path) {
            fail(.touchesOnlyDeclared, "\(environment.name)/\(path), which has two meanings, is written")
        }
        let own = Set(declared.map(\.variable))
        for (variable, key) in before.keys where !own.contains(variable) {
            // In a file of ours only what may be a key is kept.
            if before.isOurs, (before.secrets[variable]?.count ?? 0) < 22 { continue }
            guard environment.files[path]?.keys[variable] != key else { continue }
            fail(.touchesOnlyDeclared, "\(variable) in \(environment.name)/\(path) is not declared")
        }
    }

    /// What an unattended run must leave to someone.
    func checkUnattended(_ key: NewKey, _ identity: DeclaredIdentity, by run: Run, in environment: SimulatedEnvironment)
    {
        let rows = (run.rows[environment.index] ?? []).filter { identity.owns($0.row) }
        if rows.isEmpty { fail(.unattended, "\(environment.name)/\(identity.name) is new") }
        if identity.isAbsent { fail(.unattended, "\(environment.name)/\(identity.name) is absent") }
        if !rows.isEmpty, rows.allSatisfy({ $0.row.isActive != true }) {
            fail(.unattended, "\(environment.name)/\(identity.name) was switched off")
        }
    }

    /// Keys that must not be live anywhere, after a run that went through.
    func checkRevoked(_ run: Run, _ environment: SimulatedEnvironment, left: Set<String>) {
        let identities = run.declared.environments[environment.index]
        func check(_ row: SimulatedRow) {
            if row.isAccepted(at: now), row.isAccepted(at: clock(of: run)) {
                fail(.revokedKeysEnd, "row \(row.row.id) of \(environment.name)")
            }
            for identity in identities where !left.contains(identity.name) && run.includes(identity, environment) {
                for path in identity.files
                where environment.files[path]?.keys[identity.variable] == row.fingerprint {
                    fail(.revokedKeysEnd, "row \(row.row.id) in \(environment.name)/\(path)")
                }
            }
        }
        checkRevocationsUnseen(run, environment)
        for row in environment.rows where isReachable(row, run, in: environment) {
            if environment.completionsSinceEdit > 1, isListed(row, run) { check(row) }
            if run.revocation != nil, let identity = identities.first(where: { $0.owns(row.row) }),
                run.includes(identity, environment), isRevoked(row, identity, run),
                run.rows[environment.index]?.contains(where: { $0.row.id == row.row.id }) == true,
                run.report?.plan.environments.contains(where: { $0.name == environment.name && !$0.changes.isEmpty })
                    == true
            {
                check(row)
            }
        }
    }

    func checkAbsent(_ identity: DeclaredIdentity, _ run: Run, _ environment: SimulatedEnvironment) {
        for path in identity.files where environment.files[path]?.keys[identity.variable] != nil {
            fail(.absentIsGone, "\(environment.name)/\(path) holds \(identity.name)'s variable")
        }
        for row in environment.rows
        where identity.owns(row.row) && row.isAccepted(at: now) && row.isAccepted(at: clock(of: run)) {
            fail(.absentIsGone, "row \(row.row.id) of \(environment.name)/\(identity.name) is live")
        }
    }
}
