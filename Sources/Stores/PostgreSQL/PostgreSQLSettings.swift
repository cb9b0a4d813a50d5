/// What a transaction sets for itself, by `set_config(…, true)`: it ends with the transaction, so that it neither
/// reaches another client of a pooler nor is lost to one.
enum PostgreSQLSettings {
    /// For reading and writing.
    ///
    /// The zone is for columns that are `timestamptz` and for triggers that write `now()` into columns that are not.
    /// `synchronous_commit` must not be off: a key that is delivered must survive a crash of the server (promise 1).
    /// Statements are written in the standard's strings, whatever the database, the role or `PGOPTIONS` says.
    /// What a database, a role or `PGOPTIONS` sets of how values and names are printed would change what is read as text:
    /// rows are found and compared by it, and types and indexes are known by their names. Of `DateStyle` the order of day
    /// and month stays, by which an application's own triggers may read.
    /// `jit` compiles for a tenth of a second what runs for a hundredth. With `row_security` off a statement fails whose
    /// rows a policy would choose: `seesEveryRow` is for those who report hidden rows themselves.
    static func work(serverVersion: Int32, seesEveryRow: Bool = true) -> String {
        var settings = [
            ("statement_timeout", "'\(StoreLimits.statementMilliseconds)'"),
            ("lock_timeout", "'\(StoreLimits.lockMilliseconds)'"),
            ("idle_in_transaction_session_timeout", "'\(StoreLimits.statementMilliseconds)'"),
            ("TimeZone", "'UTC'"),
            ("client_encoding", encoding),
            ("standard_conforming_strings", "'on'"),
            ("quote_all_identifiers", "'off'"),
            ("DateStyle", "'ISO'"),
            ("IntervalStyle", "'postgres'"),
            ("bytea_output", "'hex'"),
            ("extra_float_digits", "'1'"),
            ("array_nulls", "'on'"),
            ("transform_null_equals", "'off'"),
            ("jit", "'off'"),
            (
                "synchronous_commit",
                "CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
                    + " ELSE current_setting('synchronous_commit') END"
            ),
        ]
        if seesEveryRow { settings.append(("row_security", "'off'")) }
        settings += clientCheck(serverVersion)
        return select(settings)
    }

    /// A database in SQL_ASCII refuses to hand out as UTF-8 what is not.
    static let encoding = "CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END"

    /// For the transaction that holds the lock, which is idle for as long as the run lasts.
    static func lock(waiting milliseconds: Int64, serverVersion: Int32) -> String {
        var settings = [
            ("statement_timeout", "'0'"),
            ("lock_timeout", "'\(max(1, milliseconds))'"),  // 0 would be forever
            ("idle_in_transaction_session_timeout", "'0'"),
        ]
        if serverVersion >= 170_000 { settings.append(("transaction_timeout", "'0'")) }
        settings += clientCheck(serverVersion)
        return select(settings)
    }

    /// Without it, a server continues with a statement, and keeps our lock, long after we were killed.
    ///
    /// Since PostgreSQL 14; elsewhere than on Linux it may be refused.
    private static func clientCheck(_ serverVersion: Int32) -> [(String, String)] {
        guard serverVersion >= 140_000 else { return [] }
        return [
            (
                "client_connection_check_interval",
                "CASE WHEN version() ~* 'linux' THEN '\(StoreLimits.clientCheckMilliseconds)' ELSE '0' END"
            )
        ]
    }

    private static func select(_ settings: [(String, String)]) -> String {
        "SELECT " + settings.map { "set_config('\($0.0)', \($0.1), true)" }.joined(separator: ", ")
    }
}
