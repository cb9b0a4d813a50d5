/// Reading with what Keyturn sets for itself, which statements outside a transaction do not have: what the catalog prints
/// depends on it.
extension PostgreSQLConnection {
    /// Reads in a transaction of its own, in one round trip.
    ///
    /// - Returns: the reply to each statement.
    func read(
        _ statements: [(sql: String, parameters: [PostgreSQLParameter])],
        seesEveryRow: Bool = true
    ) throws(PostgreSQLFailure) -> [PostgreSQLResult] {
        do throws(PostgreSQLFailure) {
            let results = try pipeline(
                [
                    ("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", []),
                    (PostgreSQLSettings.work(serverVersion: serverVersion, seesEveryRow: seesEveryRow), []),
                ] + statements + [("COMMIT", [])]
            )
            guard results.count == statements.count + 3 else {
                throw PostgreSQLFailure.connectionLost(message: "the server did not answer the statement")
            }
            return Array(results[2..<results.count - 1])
        } catch {
            rollBack()
            throw error
        }
    }

    func read(
        _ sql: String,
        _ parameters: [PostgreSQLParameter] = [],
        seesEveryRow: Bool = true
    ) throws(PostgreSQLFailure) -> PostgreSQLResult {
        let results = try read([(sql, parameters)], seesEveryRow: seesEveryRow)
        return results[0]
    }
}
