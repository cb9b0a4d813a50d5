import Diagnostics
import Model
import Reconciler

extension Simulation {
    /// Whether a key is in use beside a newer one that a person inserted, by what the run read.
    func isParallel(
        _ row: SimulatedRow,
        of identity: DeclaredIdentity,
        by run: Run,
        in environment: SimulatedEnvironment
    ) -> Bool {
        // A consumer may use it between the reads of one run: then the run says so.
        let isTold = run.report?.diagnostics.contains { diagnostic in
            diagnostic.code == "parallel-key" && diagnostic.summary.contains(shown(row, by: run, in: environment))
        }
        if isTold == true { return true }
        guard identity.rotation.adoption == nil, let rows = run.rows[environment.index], let planned = run.plannedAt,
            let read = rows.first(where: { $0.row.id == row.row.id }), let last = read.row.lastUsedAt,
            planned.microseconds - last.microseconds < 30 * Time.day
        else { return false }
        let newer = rows.filter { identity.owns($0.row) && $0.row.isNewer(than: read.row, asOf: planned) }
        // A key of keyturn's own is replaced by the next that it issues, whatever a person inserts between them.
        let isReplaced = read.issuedBy != nil && newer.contains { $0.issuedBy != nil }
        return newer.min { $1.row.isNewer(than: $0.row, asOf: planned) }.map {
            $0.issuedBy == nil && !isReplaced || read.end == .max && $0.promisedEnd != nil
        } ?? false
    }

    func isKnownElsewhere(_ key: Fingerprint, besides environment: SimulatedEnvironment) -> Bool {
        environments.contains { $0.index != environment.index && $0.known.contains(key) }
    }

    /// Nothing that is in use is ended only since someone inserted a newer key.
    func checkNotParallel(
        _ row: SimulatedRow,
        of identity: DeclaredIdentity,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        guard isParallel(row, of: identity, by: run, in: environment),
            !isKnownElsewhere(row.fingerprint, besides: environment)
        else { return }
        // One of several keys whose texts are lost, which a key that the run has just issued replaces all.
        if unseen(of: identity, by: run, in: environment).contains(where: { $0.row.id == row.row.id }) { return }
        // The current key of the run's own rotation is replaced by the key that it has just issued.
        let isCurrent =
            current(of: identity, among: run.rows[environment.index] ?? [], as: run, in: environment)?.row.id
            == row.row.id
        if !isCurrent {
            fail(.touchesOnlyDeclared, "row \(row.row.id) of \(environment.name) is in use beside another")
        }
    }
}
