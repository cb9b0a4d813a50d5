/// What one transaction writes, and how it proves, before its commit, that it did that and nothing else.
protocol PostgreSQLWork {
    associatedtype Bystanders: PostgreSQLUntouched
    associatedtype Written

    /// What must not end besides.
    var bystanders: Bystanders { get }

    func write(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure) -> Written

    /// Proves that everything is as it was written, once every trigger has run.
    func prove(_ connection: PostgreSQLConnection) throws(PostgreSQLFailure)
}

/// The live rows that a transaction was not asked to change.
protocol PostgreSQLUntouched {
    /// Before anything is written.
    func look(_ connection: PostgreSQLConnection) throws -> PostgreSQLLiveRows

    /// After everything was written and every trigger has run.
    ///
    /// - Throws: a ``StoreError``, where a live row is not as it was.
    func prove(_ connection: PostgreSQLConnection, since before: PostgreSQLLiveRows) throws
}
