import Diagnostics
import Model
import Planning

extension Simulation {
    /// Someone runs `keyturn rotate ADDRESS --now`, or `keyturn revoke ADDRESS`.
    func startByHand(
        _ request: Mandate.Request,
        _ identity: DeclaredIdentity,
        _ environment: SimulatedEnvironment
    ) {
        guard active.count < 3 else { return }
        let mandate = Mandate(
            scope: .unattended,
            only: [Address(environment.name, identity.name)],
            request: request
        )
        let run = start(timeout: .seconds(30), only: environment.index, mandate)
        if random.percent(20) { run.faults[1 + random.below(20)] = random.pick(Fault.allCases) }
    }

    func revokeByHand(_ identity: DeclaredIdentity, _ environment: SimulatedEnvironment) {
        let own = environment.rows.filter { identity.owns($0.row) }
        let isOne = random.percent(50) && !own.isEmpty
        let digits = isOne ? own[random.below(own.count)].fingerprint.hex : nil
        startByHand(
            .revoke(
                Mandate.Revocation(
                    fingerprint: digits.map { String($0.prefix(random.percent(50) ? 12 : 64)) },
                    reason: "seen in a chat",
                    isFirst: random.percent(30)
                )
            ),
            identity,
            environment
        )
    }

    /// A key of the identity, live or dead, or one that no one declares.
    func listAsRevoked(_ identity: DeclaredIdentity, _ environment: SimulatedEnvironment) {
        let rows = environment.rows.filter { random.percent(40) || identity.owns($0.row) }
        guard let row = rows.last.map({ random.percent(60) ? $0 : rows[random.below(rows.count)] }) else { return }
        let entry = RevocationList.Entry(
            fingerprint: String(row.fingerprint.hex.prefix(random.percent(50) ? 12 : 64)),
            date: "2027-01-15",
            reason: "leaked",
            location: .init(file: "_revoked.yaml", line: 1, column: 1)
        )
        // A list that someone cuts short loses its oldest entries.
        declarations.revoked = RevocationList(declarations.revoked.entries.suffix(4) + [entry])
        declarations.version += 1
        for environment in environments { environment.completionsSinceEdit = 0 }
    }

    func toggleAbsence(_ index: Int) {
        let identity = random.below(declarations.environments[index].count)
        declarations.environments[index][identity].isAbsent.toggle()
        declared(again: index)
    }
}
