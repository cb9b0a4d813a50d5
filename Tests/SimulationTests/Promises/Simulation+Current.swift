import Model

extension Simulation {
    /// The newest live key of an identity whose text a run could have: from the row, from a file, or since it issued it.
    func current(
        of identity: DeclaredIdentity,
        among rows: [SimulatedRow]? = nil,
        as run: Run,
        in environment: SimulatedEnvironment
    ) -> SimulatedRow? {
        let rows = rows ?? environment.rows
        let known = environment.keepsTexts ? rows : rows.filter { hasText($0, of: identity, run, environment) }
        return SimulatedEnvironment.current(of: identity, among: known, at: clock(of: run))
    }

    private func hasText(
        _ row: SimulatedRow,
        of identity: DeclaredIdentity,
        _ run: Run,
        _ environment: SimulatedEnvironment
    ) -> Bool {
        row.issuedBy == run.number
            || run.texts[environment.index]?[identity.variable]?.contains(row.fingerprint) == true
    }

    /// Live keys of an identity that are newer than the one that a run could deliver; all where there is none.
    func unseen(of identity: DeclaredIdentity, by run: Run, in environment: SimulatedEnvironment) -> [SimulatedRow] {
        guard !environment.keepsTexts, let rows = run.rows[environment.index] else { return [] }
        let moment = run.plannedAt ?? clock(of: run)
        let current = SimulatedEnvironment.current(
            of: identity,
            among: rows.filter { hasText($0, of: identity, run, environment) },
            at: moment
        )
        return rows.filter { row in
            identity.owns(row.row) && row.isAccepted(at: moment) && !hasText(row, of: identity, run, environment)
                && current.map { row.row.isNewer(than: $0.row, asOf: moment) } ?? true
        }
    }
}
