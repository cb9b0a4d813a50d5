import Diagnostics
import Model
import Planning
import Reconciler

/// What can be known of a key where stores hold nothing but digests of their own kind: which row holds it is told by a
/// text, by the mark of Keyturn's rows, or by a store that computes the same.
extension Simulation {
    /// Whether a run had the text of a key: from a place of an identity in any environment, or from a row that holds it.
    func hasText(_ key: Fingerprint, _ run: Run) -> Bool {
        if run.texts.values.contains(where: { $0.values.contains { $0.contains(key) } }) { return true }
        return environments.contains { environment in
            environment.keepsTexts
                && run.rows[environment.index]?.contains { row in
                    row.fingerprint == key && run.declared.identity(environment.index, owning: row.row) != nil
                } == true
        }
    }

    /// Whether a fingerprint that someone names leads a run to a row.
    func isReachable(_ row: SimulatedRow, _ run: Run, in environment: SimulatedEnvironment) -> Bool {
        environment.digester == nil || row.isKnownByMark || hasText(row.fingerprint, run)
    }

    /// Whether a run can see that a row of one environment and a key of another are the same.
    func canCompare(
        _ row: SimulatedRow,
        of environment: SimulatedEnvironment,
        with other: SimulatedEnvironment,
        _ run: Run
    ) -> Bool { environment.isComparable(with: other) || hasText(row.fingerprint, run) }

    /// A listed key that works, and that no fingerprint leads to, is reported wherever it may be (R10b).
    func checkRevocationsUnseen(_ run: Run, _ environment: SimulatedEnvironment) {
        guard let rows = run.rows[environment.index], let planned = run.plannedAt, let report = run.report else {
            return
        }
        let hidden = rows.contains {
            $0.isAccepted(at: planned) && isListed($0, run) && !isReachable($0, run, in: environment)
        }
        // Whose key is known elsewhere is found there.
        guard hidden, !environments.contains(where: { isFound(run, $0) }) else { return }
        counts.hidden += 1
        let isTold = report.plan.diagnostics.contains {
            $0.code == "revocation-unseen" && $0.address == environment.name
        }
        if !isTold { fail(.neverSilent, "a listed key of \(environment.name) is live, and no run can see it") }
    }

    private func isFound(_ run: Run, _ environment: SimulatedEnvironment) -> Bool {
        (run.rows[environment.index] ?? []).contains { isListed($0, run) && isReachable($0, run, in: environment) }
    }

    /// A newer key of Keyturn's whose text is not here, beside one that is: another machine or an older copy of this folder
    /// delivers it, and every run that sees it says so.
    func checkElsewhere(_ identity: DeclaredIdentity, _ run: Run, _ environment: SimulatedEnvironment) {
        guard run.isUndisturbed, run.mandate.request == nil, let report = run.report, let planned = run.plannedAt,
            let rows = run.rows[environment.index], let held = run.texts[environment.index]?[identity.variable],
            rows.contains(where: {
                identity.owns($0.row) && $0.isAccepted(at: planned) && held.contains($0.fingerprint)
            })
        else { return }
        let theirs = unseen(of: identity, by: run, in: environment).contains {
            $0.issuedBy != nil && $0.issuedBy != run.number && !isListed($0, run)
        }
        guard theirs else { return }
        counts.elsewhere += 1
        let address = "\(environment.name)/\(identity.name)"
        if !report.diagnostics.contains(where: { $0.code == "delivered-elsewhere" && $0.address == address }) {
            fail(.neverSilent, "a key of \(address) is delivered elsewhere")
        }
    }

    /// How a run shows the key of a row.
    func shown(_ row: SimulatedRow, by run: Run, in environment: SimulatedEnvironment) -> String {
        guard environment.digester != nil else { return row.fingerprint.description }
        let read = environment.shown(row)
        let isKnown = hasText(row.fingerprint, run)
        return (isKnown ? read.holding(Fingerprint(of: row.secret)) : read).fingerprint.description
    }
}
