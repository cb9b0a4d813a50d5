import Model
import Stores

/// A run's connection to a simulated database, with the seed's rules.
final class SimulatedStore: KeyStore, @unchecked Sendable {
    let environment: SimulatedEnvironment
    let run: Run
    let simulation: Simulation
    let profile = StoreProfile.pmMCPServer

    init(_ environment: SimulatedEnvironment, _ run: Run, _ simulation: Simulation) {
        self.environment = environment
        self.run = run
        self.simulation = simulation
    }

    func lock(as holder: LockHolder, timeout: Duration) async throws(StoreError) {
        let deadline = simulation.now.microseconds + timeout.microseconds
        try await effect(.lock, deadline: timeout > .zero ? deadline : nil) { () throws(StoreError) in
            if let other = environment.lockHolder, other != run.number { throw .lockHeld(by: "run \(other)") }
            environment.lockHolder = run.number
            // What was read before is read once more under the lock.
            run.rows[environment.index] = nil
            run.texts[environment.index] = nil
            run.evidence[environment.index] = nil
        }
    }

    func lockPlace() async throws(StoreError) -> LockPlace {
        LockPlace(server: "", database: 0, table: Int64(environment.index))
    }

    func watch(_ watches: [Watch]) async -> WatchObservation { WatchObservation() }

    /// A server that keeps keys out of its log, and a role with exactly the rights that are needed.
    func inspectServer(for rights: NeededRights) async throws(StoreError) -> ServerObservation {
        try await effect(.readStore) {
            let tables = rights.tables.map { table in
                DatabaseServer.Table(
                    name: table.name,
                    schema: "public",
                    privileges: table.deletes ? ["DELETE"] : [],
                    columns: Set(table.select + table.insert + table.update).sorted().map {
                        DatabaseServer.Column(
                            name: $0,
                            select: table.select.contains($0),
                            insert: table.insert.contains($0),
                            update: table.update.contains($0)
                        )
                    }
                )
            }
            return .server(
                DatabaseServer(
                    version: 150_000,
                    database: environment.name,
                    settings: ["log_statement": "none", "log_min_duration_statement": "-1"],
                    transport: .local,
                    role: DatabaseServer.Role(name: "keyturn"),
                    tables: tables
                )
            )
        }
    }

    func observe(owners: [Owner]) async throws(StoreError) -> StoreObservation {
        run.unread.insert(environment.index)
        return try await effect(.readStore) {
            run.unread.remove(environment.index)
            run.seen[environment.index] = environment.changes
            run.seenEdits[environment.index] = environment.edits
            // What is looked at after a failure is not what was decided by.
            if run.rows[environment.index] == nil { run.rows[environment.index] = environment.rows }
            let ids = Set(owners.map(\.id))
            var keys: [KeyRow] = []
            var others: [StoreObservation.OtherKey] = []
            for row in environment.rows {
                if ids.contains(row.row.owner) {
                    let shown = environment.shown(row, early: simulation.options.mutation == .endsEarly)
                    keys.append(environment.order == .created ? shown : shown.dated(by: nil, isCounted: false))
                } else {
                    others.append(
                        .init(
                            fingerprint: environment.shown(row).fingerprint,
                            digested: environment.digest(row),
                            isActive: row.row.isActive == true,
                            expiresAt: row.row.expiresAt,
                            id: row.row.id,
                            owner: row.row.owner.text,
                            ownerEmail: environment.owners.first { $0.id == row.row.owner }?.email,
                            ownerName: environment.owners.first { $0.id == row.row.owner }?.name,
                            name: environment.digester == nil || row.issuedBy == nil ? row.row.name : row.markedName,
                            createdAt: row.row.createdAt,
                            lastUsedAt: row.row.lastUsedAt
                        )
                    )
                }
            }
            var observation = StoreObservation(
                identity: StoreIdentity(environment.name),
                owners: environment.owners.filter { ids.contains($0.id) },
                keys: keys,
                otherKeys: others,
                time: time,
                keepsTexts: environment.keepsTexts,
                digester: environment.digester,
                lookup: environment.form.lookup,
                ending: environment.ending,
                delays: environment.delays,
                order: environment.order
            )
            if environment.condition != nil {
                var table = StoreSchema.Table(.keys, name: "user_mcp_api_keys")
                table.hasConditions = true
                observation.schema = StoreSchema(tables: [table])
            }
            return observation
        }
    }

    func objections(
        to trials: [RowTrial],
        at now: Instant
    ) async throws(StoreError) -> [StoreSchema.Table.Content: [StoreSchema.Objection]] {
        environment.condition.map { [.keys: $0.objections(to: trials)] } ?? [:]
    }

    func issue(
        _ keys: [NewKey],
        owners: [Owner],
        ending endings: [KeyEnd],
        at now: Instant,
        expecting: StoreExpectation?
    ) async throws(StoreError) {
        try await effect(.issue) { () throws(StoreError) in
            try proveLock()
            try ClockGuard(now: now, time)?.check(keys)
            if keys.contains(where: { environment.row(of: $0.fingerprint) != nil }) {
                throw .constraint(message: "api_key is unique")
            }
            try simulation.checkCondition(keys, by: run, in: environment)
            try simulation.checkCondition(KeyEndings(ends: endings), by: run, in: environment)
            simulation.issue(keys, owners: owners, ending: endings, by: run, in: environment)
        }
    }

    func end(_ endings: KeyEndings, at now: Instant) async throws(StoreError) -> EndedRows {
        try await effect(.end) { () throws(StoreError) in
            try proveLock()
            try ClockGuard(now: now, time)?.check(endings)
            try simulation.checkCondition(endings, by: run, in: environment)
            return simulation.end(endings, at: now, by: run, in: environment)
        }
    }

    func close() async { if environment.lockHolder == run.number { environment.lockHolder = nil } }

    /// The servers' clocks are right; nil for a defect that lies in not asking them, or that they would expose.
    private var time: StoreTime? {
        switch simulation.options.mutation {
        case .neverAsksTheTime, .localClock, .randomClock, .staleReadAfterLostReply: nil
        default: .server(simulation.now)
        }
    }

    /// Rows that the run must leave or give an overlap, for ``Mutation/endsUnseen``.
    var unseen: [String] {
        run.declared.environments[environment.index].flatMap { simulation.unseen(of: $0, by: run, in: environment) }
            .map(\.row.id)
    }

    private func proveLock() throws(StoreError) {
        if simulation.options.mutation == .noLock { return }
        guard environment.lockHolder == run.number else { throw .lockLost }
    }

    private func effect<Value>(
        _ effect: Effect,
        deadline: Int64? = nil,
        _ body: () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        switch await simulation.turn(run, environment.index, effect, deadline: deadline) {
        case .dead: throw .unreachable(message: "killed")
        case .fail: throw simulation.random.percent(50) ? .timeout(message: "slow") : .unreachable(message: "cut")
        case .full: throw effect == .issue || effect == .end ? .full(message: "disk") : .other(message: "disk")
        case .lost(let happens):
            if happens, !environment.isAway { _ = try body() }
            throw .outcomeUnknown(message: "no reply")
        case .lastBreath, .torn:
            if !environment.isAway { _ = try body() }
            throw .unreachable(message: "killed")
        case .proceed:
            if environment.isAway {
                run.isUndisturbed = false
                throw .unreachable(message: "connection refused")
            }
            return try body()
        }
    }
}
