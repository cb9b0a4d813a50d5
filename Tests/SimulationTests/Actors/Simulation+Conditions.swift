import Model
import Stores

/// A condition (CHECK) that whoever runs the server put on its key table.
enum TableCondition: CaseIterable {
    case everyKeyExpires
    case noKeyExpires
    case workersAlone

    func refuses(_ key: NewKey) -> Bool {
        switch self {
        case .everyKeyExpires: key.expiresAt == nil
        case .noKeyExpires: key.expiresAt != nil
        case .workersAlone: !key.name.hasPrefix("worker")
        }
    }

    /// Whether it refuses that a row is given an end.
    func refusesEnd(of row: KeyRow) -> Bool {
        switch self {
        case .everyKeyExpires: false
        case .noKeyExpires: true
        case .workersAlone: row.name?.hasPrefix("worker") != true
        }
    }

    /// What it says of rows as a run would write them.
    func objections(to trials: [RowTrial]) -> [StoreSchema.Objection] {
        let inserts = trials.filter { refuses($0.key) }.map(\.identity)
        let ends = trials.filter { self == .noKeyExpires || self == .workersAlone && refuses($0.key) }.map(\.identity)
        return [(StoreSchema.Write.insert, inserts), (.retire, ends), (.deactivate, ends)].filter { !$1.isEmpty }.map {
            StoreSchema.Objection("a_condition", $0, $1)
        }
    }
}

extension Simulation {
    func addCondition(to environment: SimulatedEnvironment) {
        guard environment.condition == nil else { return }
        trace.add(now.microseconds, environment: environment.index, "a condition is added")
        counts.conditions += 1
        environment.condition = random.pick(TableCondition.allCases)
        conditionChanged(in: environment)
        events.add(.conditionGoes(environment: environment.index), at: now + random.seconds(3_600...40 * 86_400))
    }

    func dropCondition(of environment: SimulatedEnvironment) {
        trace.add(now.microseconds, environment: environment.index, "a condition is dropped")
        environment.condition = nil
        conditionChanged(in: environment)
    }

    private func conditionChanged(in environment: SimulatedEnvironment) {
        environment.changes += 1
        environment.edits += 1
        environment.completionsSinceEdit = 0
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
    }

    /// What the server refuses is known before it is asked for, unless the condition came since the run looked.
    func checkCondition(_ keys: [NewKey], by run: Run, in environment: SimulatedEnvironment) throws(StoreError) {
        guard let condition = environment.condition, keys.contains(where: condition.refuses) else { return }
        if run.seen[environment.index] == environment.changes {
            fail(.refusalsFirst, "\(environment.name): a key is to be inserted that \(condition) refuses")
        }
        throw .constraint(message: "a_condition")
    }

    /// The same for ends.
    func checkCondition(_ endings: KeyEndings, by run: Run, in environment: SimulatedEnvironment) throws(StoreError) {
        guard let condition = environment.condition else { return }
        let ended = Set(endings.ends.map(\.row) + endings.deactivated)
        let refused = environment.rows.filter {
            (ended.contains($0.row.id) || endings.deactivatedKeys.contains($0.fingerprint))
                && condition.refusesEnd(of: $0.row)
        }
        guard !refused.isEmpty else { return }
        if run.seen[environment.index] == environment.changes, !ended.isEmpty {
            let names = refused.map { $0.row.name ?? "" }
            let count = "\(refused.count) of \(ended.count) keys"
            fail(.refusalsFirst, "\(environment.name): \(count) are to be ended (\(names)), which \(condition) refuses")
        }
        throw .constraint(message: "a_condition")
    }
}
