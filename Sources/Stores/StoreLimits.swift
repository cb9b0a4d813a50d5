/// How long the store's own steps may last.
///
/// Constants, because whoever waits needs a bound and no one has ever needed another one; what belongs to a deployment
/// (`connect_timeout`) is set in the URL.
enum StoreLimits {
    /// For a server to answer, unless the URL or `PGCONNECT_TIMEOUT` says otherwise.
    ///
    /// In seconds.
    static let connectSeconds = 10

    /// For one statement; 100,000 keys are inserted in about a tenth of it.
    static let statementMilliseconds = 30_000

    /// For someone else's lock on a row or a table.
    ///
    /// Short: a transaction that holds a key's row stalls the servers that check keys, and one that waits for it with
    /// rows of its own would stall them too.
    static let lockMilliseconds = 5_000

    /// How often a PostgreSQL server looks whether we still live while a statement of ours runs.
    static let clientCheckMilliseconds = 2_000

    /// Between two attempts at a lock that can only be tried.
    static let lockPoll = Duration.milliseconds(100)
}
