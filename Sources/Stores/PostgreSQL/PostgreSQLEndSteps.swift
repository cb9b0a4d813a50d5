internal import Model

/// Endings as statements, one for each kind whatever the number of rows, and one that proves it.
struct PostgreSQLEndSteps {
    typealias Statement = (sql: String, parameters: [PostgreSQLParameter])

    struct Step {
        let write: Statement

        /// What the number of changed rows counts as.
        let counted: any WritableKeyPath<EndedRows, Int> & Sendable

        /// Counts the rows that are not as they were written: a trigger may undo a statement without any error.
        let proof: Statement

        /// What is said of so many.
        let message: @Sendable (Int) -> String
    }

    private var steps: [Step] = []

    mutating func append(_ step: Step) { steps.append(step) }

    /// Everything in one round trip, after one that asks how.
    ///
    /// - Returns: how many rows were changed.
    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> EndedRows {
        var ended = EndedRows()
        guard !steps.isEmpty else { return ended }
        let isQuiet = try PostgreSQLQuiet.isPossible(connection)
        let writes = steps.map { isQuiet ? PostgreSQLQuiet.wrapped($0.write) : [$0.write] }
        var results = try connection.pipeline(writes.flatMap(\.self))[...]
        for (step, statements) in zip(steps, writes) {
            let last = results.prefix(statements.count).last
            let changed = isQuiet ? last?.integer(0, 0, as: Int64.self).map(Int.init) : last?.changedRows
            ended[keyPath: step.counted] += changed ?? 0
            results = results.dropFirst(statements.count)
        }
        return ended
    }

    /// Proves that every row is as it was written, once every trigger has run.
    ///
    /// - Throws: ``PostgreSQLFailure/altered(message:)`` where one is not.
    func prove(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) {
        guard !steps.isEmpty else { return }
        for (step, proof) in zip(steps, try connection.pipeline(steps.map(\.proof))) {
            let altered = proof.integer(0, 0, as: Int64.self) ?? 0
            guard altered == 0 else { throw .altered(message: step.message(Int(altered))) }
        }
    }
}
