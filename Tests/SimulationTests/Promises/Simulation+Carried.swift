import Diagnostics
import Model
import Planning

/// Ends that no server enforces: written into names, or counted from the issue of the current key.
extension Simulation {
    /// What a run has to do with an end that it is to write: nothing in the table can hold one but a name.
    func write(_ end: KeyEnd, _ index: Int, in environment: SimulatedEnvironment) {
        guard environment.ending.isByKeyturn else { return environment.rows[index].change(expiresAt: end.end) }
        guard let marked = end.name.flatMap(MarkedName.init), environment.ending.isMarked else {
            return fail(.touchesOnlyDeclared, "an end is written into \(environment.name), which cannot hold one")
        }
        environment.rows[index].promisedEnd = marked.end
        environment.rows[index].standsForKey = marked.digits == nil
    }

    /// Whether the end is taken out of a name, so that its key gets a whole overlap again.
    func postpone(_ end: KeyEnd, _ index: Int, by run: Run, in environment: SimulatedEnvironment) -> Bool {
        guard let marked = end.name.flatMap(MarkedName.init), marked.end == nil else { return false }
        environment.rows[index].promisedEnd = nil
        environment.rows[index].standsForKey = false
        environment.rows[index].retirement = nil
        trace.add(now.microseconds, run: run.number, environment: environment.index, "took the end of row", index)
        return true
    }

    /// Whether a row is ended since its overlap is over, rather than that someone asked for it.
    func carryOut(
        _ row: SimulatedRow,
        _ index: Int,
        at moment: Instant,
        by run: Run,
        in environment: SimulatedEnvironment
    ) -> Bool {
        guard environment.ending.isByKeyturn, !isListed(row, run), !row.isRevocationBegun,
            let identity = run.declared.identity(environment.index, owning: row.row),
            run.includes(identity, environment), !identity.isAbsent, !isRevoked(row, identity, run)
        else { return false }
        let name = "\(environment.name)/\(identity.name): row \(row.row.id)"
        checkNotHeld(row, by: run, in: environment)
        if environment.ending.isUnwritten {
            checkUnwritten(row, of: identity, at: moment, by: run, in: environment)
        } else if row.promisedEnd.map({ $0 + EndEnforcement.tolerance > moment }) ?? true {
            fail(.touchesOnlyDeclared, "\(name) is ended before its time")
        }
        environment.rows[index].isEndCarriedOut = true
        counts.carriedOut += 1
        forget(row, by: run, in: environment)
        environment.end(index, at: moment)
        trace.add(
            now.microseconds,
            run: run.number,
            environment: environment.index,
            "carried out the end of row",
            index
        )
        return true
    }

    /// With the row goes what told that its key was shared: where that was told, no later plan can know it.
    private func forget(_ row: SimulatedRow, by run: Run, in environment: SimulatedEnvironment) {
        let key = shown(row, by: run, in: environment)
        let isTold = run.lostTraces.contains { trace in
            trace.address == environment.name
                || trace.address?.hasPrefix("\(environment.name)/") == true && trace.summary.contains(key)
        }
        if environment.ending.deletes, isTold { witnessed.remove(row.fingerprint) }
    }

    /// What is looked at elsewhere before an end is written.
    private func checkUnwritten(
        _ row: SimulatedRow,
        of identity: DeclaredIdentity,
        at moment: Instant,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        checkAdoption(row, by: run, in: environment)
        checkNotParallel(row, of: identity, by: run, in: environment)
        checkProven(row, of: identity, by: run, in: environment)
        let name = "\(environment.name)/\(identity.name): row \(row.row.id)"
        if run.unannounced[environment.index]?.contains(identity.name) == true { fail(.failedHookKeepsOld, name) }
        guard let rows = run.rows[environment.index],
            let current = current(of: identity, among: rows, as: run, in: environment)
        else { return }
        if current.issuedBy == nil { fail(.touchesOnlyDeclared, "\(name) is ended for a key that a person made") }
        let end = (current.row.createdAt ?? .distantFuture) + identity.rotation.overlap
        if end + EndEnforcement.tolerance > moment { fail(.touchesOnlyDeclared, "\(name) is ended before its time") }
    }

    /// When an old key ends, as far as the table tells; nil where nothing says that it is to end.
    func end(
        of row: SimulatedRow,
        after current: SimulatedRow,
        _ identity: DeclaredIdentity,
        in environment: SimulatedEnvironment
    ) -> Int64? {
        guard environment.ending.isUnwritten else { return row.end }
        guard current.issuedBy != nil, let issued = current.row.createdAt else { return nil }
        return issued.microseconds + identity.rotation.overlap.microseconds
    }

    /// Once the end of an old key has passed, the next run that goes through ends it.
    func checkCarriedOut(
        _ row: SimulatedRow,
        after current: SimulatedRow,
        _ identity: DeclaredIdentity,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        guard environment.ending.isByKeyturn, run.isUndisturbed, let planned = run.plannedAt,
            // The key that its file held when the run began has another overlap, or the run left it.
            run.texts[environment.index]?[identity.variable]?.contains(row.fingerprint) != true,
            run.rows[environment.index]?.contains(where: { $0.row.id == row.row.id && $0.end == row.end }) == true,
            let end = end(of: row, after: current, identity, in: environment), end < .max,
            end + EndEnforcement.tolerance.microseconds <= planned.microseconds
        else { return }
        fail(.replacedKeysEnd, "\(environment.name)/\(identity.name): row \(row.row.id) outlives its end")
    }

    /// Whether a current key was issued a while ago, and its predecessor, whose overlap is counted from then, stands in a
    /// file still.
    func isLate(
        _ current: SimulatedRow,
        of identity: DeclaredIdentity,
        by run: Run,
        in environment: SimulatedEnvironment
    ) -> Bool {
        guard environment.ending.isUnwritten, current.issuedBy != nil, let planned = run.plannedAt,
            let issued = current.row.createdAt, issued + EndEnforcement.tolerance <= planned
        else { return false }
        let older = (run.rows[environment.index] ?? []).filter {
            identity.owns($0.row) && $0.isAccepted(at: planned) && $0.row.id != current.row.id
        }
        return run.texts[environment.index]?[identity.variable]?.isDisjoint(with: older.map(\.fingerprint)) == false
    }

    /// Where an overlap is counted from the issue of a key, that key takes the place of another at once or not at all.
    func checkTimely(
        _ before: SimulatedFile?,
        at path: String,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        guard environment.ending.isUnwritten, let before, run.isUndisturbed else { return }
        for identity in run.declared.environments[environment.index] where identity.files.contains(path) {
            guard let old = before.keys[identity.variable], !before.excused.contains(identity.variable),
                let new = environment.files[path]?.keys[identity.variable], old != new,
                let oldRow = environment.row(of: old), environment.rows[oldRow].isAccepted(at: now),
                let index = environment.row(of: new), environment.rows[index].issuedBy != nil,
                let created = environment.rows[index].row.createdAt
            else { continue }
            let age = clock(of: run).microseconds - created.microseconds
            guard age > 6 * Time.minute else { continue }
            fail(.neverRefused, "\(environment.name)/\(path): its key was issued \(age / Time.minute) minutes ago")
        }
    }
}
