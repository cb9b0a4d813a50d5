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

    func retire(_ ends: [KeyEnd], at now: Instant) async throws(StoreError) {
        try effect { state throws(StoreError) in
            guard state.locks[environment] == run else { throw .lockLost }
            for end in ends {
                guard let own = state.rows[environment]?[end.row] else { continue }
                state.rows[environment]?[end.row]?.expiresAt = min(own.expiresAt ?? .distantFuture, end.end)
            }
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
