/// Every check that `verify` knows, in the order in which they are shown.
///
/// The names are a promise.
package enum CheckCode: String, CaseIterable, Sendable {
    case storeRow = "store-row"
    case storeActive = "store-active"
    case storeEnd = "store-end"
    case storeOwner = "store-owner"
    case storeUnique = "store-unique"
    case oldKeyInUse = "old-key-in-use"
    case fragmentHolds = "fragment-holds"
    case fragmentFormat = "fragment-format"
    case fragmentMode = "fragment-mode"
    case fragmentGit = "fragment-git"
    case fragmentShadowed = "fragment-shadowed"
    case consumerKey = "consumer-key"
    case serverAccepts = "server-accepts"
    case serverWithoutKey = "server-without-key"
    case serverMadeUpKey = "server-made-up-key"
    case serverEndedKey = "server-ended-key"
    case serverBypass = "server-bypass"
    case serverAddresses = "server-addresses"
    case serverLastUse = "server-last-use"
    case logsExpect = "logs-expect"
    case logsReject = "logs-reject"
    case orphanedKey = "orphaned-key"
    case orphanedFragment = "orphaned-fragment"
    case databaseLogging = "database-logging"
    case databaseTLS = "database-tls"
    case databaseRights = "database-rights"
    case databaseSchema = "database-schema"
    case databaseSource = "database-source"
    case databaseClock = "database-clock"
    case databaseGit = "database-git"
}

extension CheckCode {
    /// Its place in the order in which checks are shown.
    package var place: Int { Self.places[self] ?? 0 }

    private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))

    /// Whether a look that fails counts as a failed check.
    ///
    /// Not for two, whose looks go beyond what a run can be given: into environments that this machine may not reach, and
    /// into compose files that can be written in any way. What they cannot tell is said, and stops no one.
    package var mustBeKnown: Bool { self != .storeUnique && self != .fragmentShadowed }

    /// What is looked at, for the reference.
    package var explanation: String {
        switch self {
        case .storeRow: "A row with the declared name exists, for the declared owner."
        case .storeActive: "One of the rows is active and not expired; with `state: absent`, none."
        case .storeEnd: "When the current key expires; a warning in its last week."
        case .storeOwner: "The owner's row exists, with the declared e-mail address and name."
        case .storeUnique: "No other identity, row or fragment of any environment has the current key."
        case .oldKeyInUse: "No old key was used after it was replaced, as far as the database shows."
        case .fragmentHolds:
            "Every fragment holds the current key; one that does not is reported with what it holds instead."
        case .fragmentFormat:
            "The current key has the declared prefix, length and alphabet, and no file has a space or a line break "
                + "around it."
        case .fragmentMode: "Mode, owner and group of every fragment are as declared."
        case .fragmentGit: "Git ignores the fragments."
        case .fragmentShadowed:
            "No variable of the shell, no other env file and no `environment` of a compose service that reads the "
                + "fragment overrides it."
        case .consumerKey:
            "Which key the running consumer (`consumer`) really has, by fingerprint: the current key, an old one, "
                + "none, or someone else's; and whether it has run since before the delivery."
        case .serverAccepts: "The server (`verify`) accepts the current key."
        case .serverWithoutKey: "The server refuses a request without any key."
        case .serverMadeUpKey: "The server refuses a made-up key of the right form."
        case .serverEndedKey: "The server refuses the three newest ended keys of the identity."
        case .serverBypass:
            "The server refuses a header of `bypassHeaders` with the owner's id and no key, and a query of `bypassQuery` and no "
                + "key."
        case .serverAddresses: "The addresses of `mustRefuse` refuse a request without any key."
        case .serverLastUse: "A successful request updated the row's `last_used_at`."
        case .logsExpect:
            "Each text of `expect` is in a line of the log (`logs`) since the last delivery that "
                + "Keyturn's own requests did not cause."
        case .logsReject: "No text of `reject` does."
        case .orphanedKey:
            "Every live key that keyturn issued or delivered is declared; a warning if it may have been put into "
                + "its file by hand."
        case .orphanedFragment:
            "Every file below the output folder and every entry that keyturn wrote belongs to a delivery; a warning "
                + "if keyturn may not have written it, or if something could not be read."
        case .databaseLogging:
            "The database server writes no statement's parameters into its log: `log_statement`, `log_min_duration_*`, sampling, "
                + "`log_parameter_max_length*`, pgaudit, auto_explain; also as other roles have them set."
        case .databaseTLS: "The connection is encrypted as policy or the network requires."
        case .databaseRights: "The role has the rights that a run needs, and no others (`keyturn doctor --grants`)."
        case .databaseSchema:
            "A rotation can write its rows: no standby or read-only session, no hidden rows, no view, no column too "
                + "short or without a value, no unique index that allows an identity only one live key."
        case .databaseSource:
            "The rows of keys are the database's own: the server is not a standby, no subscription writes them, no publication sends "
                + "them elsewhere; `verify` also says which of them were copied from another environment's database."
        case .databaseClock:
            "This machine's clock and the database server's differ by five minutes at most. A SQLite file has no clock: no row "
                + "of it is newer than now, and a clock that is ahead of the true time is not noticed."
        case .databaseGit: "Git ignores a SQLite database that contains keys in plain text."
        }
    }
}
