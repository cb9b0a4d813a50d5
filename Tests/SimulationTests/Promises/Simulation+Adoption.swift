import Model

extension Simulation {
    /// Whether an old key may be given its end, by what the rows said when they were read.
    func mayEnd(
        _ old: SimulatedRow,
        of identity: DeclaredIdentity,
        _ rows: [SimulatedRow],
        _ run: Run,
        _ environment: SimulatedEnvironment,
        at clock: Instant
    ) -> Bool {
        guard let adoption = identity.rotation.adoption else { return true }
        guard let new = current(of: identity, among: rows, as: run, in: environment) else { return true }
        if adoption.afterDeadline == .retire, let deadline = adoption.deadline,
            new.row.createdAt.map({ $0.microseconds + deadline.microseconds <= clock.microseconds }) ?? true
        {
            return true
        }
        guard let row = rows.first(where: { $0.row.id == old.row.id }), let last = row.row.lastUsedAt else {
            return false
        }
        return new.row.lastUsedAt != nil && last.microseconds + adoption.quiet.microseconds <= clock.microseconds
    }

    func checkAdoption(_ row: SimulatedRow, by run: Run, in environment: SimulatedEnvironment) {
        guard clockErrors[run.machine] == run.clockError,
            let identity = run.declared.identity(environment.index, owning: row.row),
            let rows = run.rows[environment.index]
        else { return }
        let isCurrent =
            current(of: identity, among: rows, as: run, in: environment)?.row.id == row.row.id
        if identity.rotation.adoption != nil,
            isCurrent || !mayEnd(row, of: identity, rows, run, environment, at: clock(of: run))
        {
            fail(.adoptedFirst, "\(environment.name)/\(identity.name): row \(row.row.id)")
        }
    }
}
