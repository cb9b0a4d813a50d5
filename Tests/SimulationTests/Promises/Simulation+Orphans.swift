import Model
import Planning

extension Simulation {
    /// Promise 7: what was issued, is live, is in a file and is declared no more is reported in every plan.
    func checkTold(_ plan: Plan, _ run: Run, _ environment: SimulatedEnvironment) {
        let told = Set(plan.orphans[environment.name]?.keys.map(\.fingerprint.digits) ?? [])
        for row in run.rows[environment.index] ?? [] where row.issuedBy != nil {
            guard row.isAccepted(at: now), row.isAccepted(at: clock(of: run)), !isListed(row, run),
                run.declared.identity(environment.index, owning: row.row) == nil,
                environment.files.values.contains(where: { $0.keys.values.contains(row.fingerprint) })
            else { continue }
            counts.orphans += 1
            if !told.contains(row.fingerprint.digits) {
                fail(.neverSilent, "row \(row.row.id) of \(environment.name)")
            }
        }
    }
}
