import Model
import Verification

extension Simulation {
    /// What the server of an environment says of a key: what its rows say, unless it has a bad day.
    func drawVerdict(on key: Secret, by run: Run, in environment: SimulatedEnvironment) -> ProbeVerdict {
        counts.probes += 1
        if areFaultsOn {
            switch random.below(12) {
            case 0: return .refused("HTTP 401")
            case 1: return .unanswered("no answer within 10 s")
            default: break
            }
        }
        let fingerprint = Fingerprint(of: key)
        guard environment.rows.contains(where: { $0.fingerprint == fingerprint && $0.isAccepted(at: now) }) else {
            return .refused("HTTP 401")
        }
        run.proven[environment.index, default: []].insert(fingerprint)
        return .accepted("HTTP 200")
    }

    /// Some key of the identity, another one than that which ends, was accepted in this very run.
    func checkProven(
        _ row: SimulatedRow,
        of identity: DeclaredIdentity,
        by run: Run,
        in environment: SimulatedEnvironment
    ) {
        guard identity.isProbed, !identity.isAbsent, run.revocation == nil else { return }
        let own = Set(environment.rows.filter { identity.owns($0.row) }.map(\.fingerprint)).subtracting([
            row.fingerprint
        ])
        if own.isDisjoint(with: run.proven[environment.index] ?? []) {
            fail(.provenFirst, "row \(row.row.id) of \(environment.name)")
        }
    }
}
