package import Model

/// What can go wrong with a store.
///
/// No case carries a key, a parameter or a connection string; `message` is a server's or a library's own primary
/// message, scrubbed.
package enum StoreError: Error, Hashable, Sendable {
    /// No connection: refused, unknown host, timed out, file missing.
    case unreachable(message: String)
    /// The server refused who we say we are.
    case authentication(message: String)
    /// The server, or the pool before it, gives out fewer connections than are needed.
    case connectionLimit(message: String)
    /// `database.url` has a parameter that libpq does not support.
    case unknownParameter(message: String, fix: String)
    /// `database.url` is not understood by the engine.
    case badURL(message: String)
    /// A table that is not there; it may be in schemas that are not searched, or be one whose name is nearly the same.
    case missingTable(String, schemas: [String] = [], near: String? = nil)
    case missingColumn(table: String, column: String)
    /// A column exists but cannot be used as the profile says, or must be written and the profile does not know it.
    case unsuitableColumn(table: String, column: String, message: String)
    /// A described table could not be read, perhaps since it is not as its profile says: with what the catalog
    /// says of it, and the failure.
    indirect case unlikeProfile(StoreSchema, StoreError)
    /// Two identities' values are one in the columns of a table, however differently they are written.
    case sameValues(OwnerID, OwnerID, table: String)
    /// What the profile says of digests, without a pepper, is not how the table's were made.
    case wrongStored(table: String, column: String)
    /// The pepper is not the one that the digests in the table were made with.
    case wrongPepper(table: String, column: String)
    case permissionDenied(message: String)
    /// The role may not read columns of a table.
    case unreadable(role: String, table: String, columns: [String])
    /// Row-level security chooses which rows of a table the role sees.
    case rowsHidden(table: String, role: String)
    /// The database accepts no writes: a replica, a read-only file.
    case readOnly(message: String)
    /// Another run holds the lock.
    case lockHeld(by: String)
    /// Our lock's connection ended while we worked.
    case lockLost
    /// The store does not hold any more what was read; says what changed.
    case changed(String)
    /// This machine's clock is not the store's.
    case clockDiffers(ClockDifference)
    /// What was to be written would have ended already, by the store's time.
    case endIsPast(by: Duration)
    /// A commit was sent and its reply never came.
    case outcomeUnknown(message: String)
    /// A statement ran into its time limit, or waited too long for someone else's lock on a row or a table.
    case timeout(message: String)
    /// The run was asked to stop while it waited for the database.
    case interrupted(message: String)
    /// A constraint of the server's schema refused a row.
    case constraint(message: String)
    /// A unique constraint of it did: another row has the same. Another key may not.
    case taken(message: String)
    /// The server ends or changes live keys when a new one is inserted.
    case endsOlderKeys(message: String)
    /// The server ends or changes live keys when others are ended.
    case endsOtherKeys(message: String)
    case full(message: String)
    case other(message: String)

    /// Nothing tells the next number of a column of ids.
    static func notNumbered(_ profile: Profile, _ column: String) -> StoreError {
        .unsuitableColumn(table: profile.table.text, column: column, message: "no sequence numbers it")
    }

    /// Whether what was to be written may be in the store all the same.
    package var mayHaveCommitted: Bool { if case .outcomeUnknown = self { true } else { false } }
}

extension StoreError {
    /// What the table that is not there is perhaps called, as a profile would name it.
    var nearestTable: String? {
        guard case .missingTable(let table, let schemas, let near) = self else { return nil }
        return schemas.first.map { "\($0).\(table.split(separator: ".").last ?? "")" } ?? near
    }
}
