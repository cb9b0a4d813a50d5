internal import Diagnostics

/// What a store may answer.
package enum StoreCode: String, CaseIterable, DiagnosticCode {
    case unreachable = "database-unreachable"
    case authentication = "database-authentication"
    case connectionLimit = "connection-limit"
    case badURL = "database-url"
    case missingTable = "missing-table"
    case missingColumn = "missing-column"
    case unsuitableColumn = "unsuitable-column"
    case wrongPepper = "wrong-pepper"
    case wrongStored = "wrong-stored"
    case sameValues = "same-values"
    case permissionDenied = "permission-denied"
    case rowsHidden = "rows-hidden"
    case readOnly = "database-read-only"
    case lockHeld = "lock-held"
    case lockLost = "lock-lost"
    case changed = "database-changed"
    case clockDiffers = "clock-differs"
    case outcomeUnknown = "outcome-unknown"
    case timeout = "database-timeout"
    case interrupted = "database-interrupted"
    case constraint = "database-constraint"
    case endsOlderKeys = "server-ends-older-keys"
    case endsOtherKeys = "server-ends-other-keys"
    case full = "database-full"
    case other = "database-error"

    package var explanation: String {
        switch self {
        case .unreachable: "No connection to the database could be made: it is down, elsewhere, or does not exist."
        case .authentication: "The database refused the user or the password."
        case .connectionLimit:
            "The server allows no more connections for the role or the database. Keyturn needs two at a time: one holds the lock, "
                + "the other reads and writes."
        case .badURL:
            "`database.url` is not a URL that the engine understands, or has a parameter that libpq does not support."
        case .missingTable:
            "The database has no such table: it is another database, or its server's migrations have not run."
        case .missingColumn: "A table lacks a column that the profile names."
        case .unsuitableColumn: "A column has a type or a constraint that the profile does not expect."
        case .wrongPepper:
            "The table has a row of a delivered key, and its digest is not the one that is made with the pepper. The "
                + "application would refuse every key that is issued."
        case .wrongStored:
            "The table has a row that Keyturn issued for a delivered key, and its digest is not the one that the profile's "
                + "`stored` describes. The application would refuse every key that is issued. Nothing was written."
        case .sameValues:
            "Two identities' values of `perIdentity` are written differently and are one in the column's type, such as 1.5 and "
                + "1.50 in a column of numbers. Their rows could not be told apart, so nothing was written."
        case .permissionDenied: "The database user lacks a required right."
        case .rowsHidden:
            "Row-level security hides rows of a table from the role, so keyturn cannot see the keys in them."
        case .readOnly: "The database accepts no writes: a replica, or a file or folder without write permission."
        case .lockHeld:
            "Another run of keyturn works on this database. Exit code 4. The lock is released when that run ends, for "
                + "whatever reason."
        case .lockLost: "The connection that held the lock ended while the run worked, so it stopped. Run again."
        case .changed:
            "The database changed since the saved plan was made. Nothing was written; make a new plan."
        case .clockDiffers:
            "This machine's clock and the database's differ by more than five minutes, or an expiry to be written has "
                + "already passed by the database's clock. Nothing was written."
        case .outcomeUnknown:
            "A commit was sent and its reply never came, so it is unknown whether it took effect. Run the command again: Keyturn "
                + "starts from what it finds."
        case .timeout:
            "A statement took too long, waited too long for a lock of another session, or the server did not answer at "
                + "all, not even to a new connection."
        case .interrupted:
            "The run was asked to stop (Ctrl-C, SIGTERM) while it waited for the database. What was not committed was not done. "
                + "Run the command again: it continues from the current state."
        case .constraint:
            "A constraint of the server's schema refused a row, or a trigger or a rule changed one. Nothing was written."
        case .endsOlderKeys:
            "A trigger, a rule or a constraint of the server's schema ends or changes live keys when a new one is inserted, so "
                + "consumers of the old key would be refused at once. Seen before the commit; nothing was written."
        case .endsOtherKeys:
            "A trigger or a rule of the server's schema ends or changes live keys when another one is ended. Seen before the "
                + "commit; nothing was written."
        case .full: "The database has no space left. Nothing was written."
        case .other: "The database answered with another error."
        }
    }
}
