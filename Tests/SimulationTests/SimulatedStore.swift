import Synchronization
import Model
import Stores

/// A store in the simulated world, with the seed's rules.
final class SimulatedStore: KeyStore {
    let environment: String
    let run: Int
    let world: SimulatedWorld

    init(_ environment: String, run: Int, in world: SimulatedWorld) {
        self.environment = environment
        self.run = run
        self.world = world
    }

    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError) {
        try effect { state throws(StoreError) in
            if let other = state.locks[environment], other != run { throw .lockHeld(by: "run \(other)") }
            state.locks[environment] = run
        }
    }

    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation {
        try effect { state throws(StoreError) in
            StoreObservation(
                identity: StoreIdentity(environment),
                owners: state.owners[environment] ?? [],
                keys: (state.rows[environment] ?? [:]).map { id, row in
                    KeyRow(
                        id: id,
                        owner: row.owner,
                        name: row.name,
                        secret: row.secret,
                        isActive: row.isActive,
                        expiresAt: row.expiresAt,
                        createdAt: row.createdAt,
                        lastUsedAt: nil
                    )
                },
                otherKeys: []
            )
        }
    }

    func issue(_ keys: [NewKey], owners: [Owner], at now: Instant) async throws(StoreError) {
        try effect { state throws(StoreError) in
            guard state.locks[environment] == run else { throw .lockLost }
            state.owners[environment, default: []] += owners
            for key in keys {
                state.lastRow += 1
                state.rows[environment, default: [:]]["issued-\(state.lastRow)"] = SimulatedWorld.Row(
                    owner: key.owner,
                    name: key.name,
                    secret: key.secret,
                    expiresAt: key.expiresAt,
                    createdAt: key.createdAt
                )
            }
            state.afterIssue?(&state)
        }
    }

    func end(_ endings: KeyEndings, at now: Instant) async throws(StoreError) {
        try effect { state throws(StoreError) in
            guard state.locks[environment] == run else { throw .lockLost }
            var rows = state.rows[environment] ?? [:]
            for end in endings.ends { rows[end.row]?.end(at: end.end) }
            for id in endings.deactivated { rows[id]?.deactivate(at: now) }
            let revoked = Set(endings.deactivatedKeys)
            for (id, row) in rows where row.isActive && revoked.contains(Fingerprint(of: row.secret)) {
                rows[id]?.deactivate(at: now)
            }
            for id in endings.deleted where rows[id]?.isLive(at: now) == false { rows[id] = nil }
            state.rows[environment] = rows
        }
    }

    func close() async { world.bury(run: run) }

    private func effect<Value>(
        _ body: (inout SimulatedWorld.State) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        do throws(SimulatedWorld.EffectFailure) {
            return try world.effect(of: run, body)
        } catch {
            switch error {
            case .killed: throw .unreachable(message: "killed")
            case .store(let error): throw error
            }
        }
    }
}
