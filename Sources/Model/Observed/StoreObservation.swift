/// Everything that one statement read from an environment's database.
package struct StoreObservation: Sendable {
    /// The identity of the database, as the server reports it.
    package let identity: StoreIdentity

    /// Owner rows that have the id or the e-mail of a declared owner.
    package let owners: [Owner]

    /// Declared owners that are disabled: the server refuses all their keys.
    package let disabledOwners: Set<OwnerID>

    /// Key rows of declared owners, live and dead, in no particular order.
    package private(set) var keys: [KeyRow]

    /// Keys of all other owners, live and dead, as fingerprints only: they are needed to find keys of Keyturn in other
    /// environments (promise 2).
    package private(set) var otherKeys: [OtherKey]

    /// Rows of declared owners that cannot be read.
    package let unreadable: [UnreadableRow]

    /// How many rows have NULL in a column of `active` that names it neither as live nor as ended.
    package let undecidedRows: Int

    /// The transport of the connection; nil if unknown.
    package let transport: Transport?

    /// The catalog's description of the two tables; nil if it was not requested.
    package var schema: StoreSchema?

    /// The database's time; nil if it reports none.
    package let time: StoreTime?

    /// Whether rows hold the keys themselves; false for a store that keeps digests.
    package let keepsTexts: Bool

    /// How digests other than fingerprints are computed; nil if rows hold keys or fingerprints.
    package let digester: KeyDigester?

    /// The piece of a key that candidates are looked up by; nil for none.
    package let lookup: KeyPiece?

    /// Whether all digests are in upper case, so that new ones are to be.
    package let isUpperCase: Bool

    /// What makes a replaced key stop working at its end.
    package let ending: EndEnforcement

    /// How late the server notices a changed row.
    package let delays: EffectDelays

    /// The resolution of the column with the time of issue.
    package let timeUnit: Duration

    /// What says which of two rows is newer.
    package let order: RowOrder

    package init(
        identity: StoreIdentity,
        owners: [Owner],
        disabledOwners: Set<OwnerID> = [],
        keys: [KeyRow],
        otherKeys: [OtherKey],
        unreadable: [UnreadableRow] = [],
        undecidedRows: Int = 0,
        transport: Transport? = nil,
        schema: StoreSchema? = nil,
        time: StoreTime? = nil,
        keepsTexts: Bool = true,
        digester: KeyDigester? = nil,
        lookup: KeyPiece? = nil,
        isUpperCase: Bool = false,
        ending: EndEnforcement = .server,
        delays: EffectDelays = EffectDelays(),
        timeUnit: Duration = .microseconds(1),
        order: RowOrder = .created
    ) {
        self.order = order
        self.ending = ending
        self.delays = delays
        self.timeUnit = timeUnit
        self.keepsTexts = keepsTexts
        self.digester = digester
        self.lookup = lookup
        self.isUpperCase = isUpperCase
        self.unreadable = unreadable
        self.undecidedRows = undecidedRows
        self.identity = identity
        self.transport = transport
        self.schema = schema
        self.time = time
        self.owners = owners
        self.disabledOwners = disabledOwners
        self.keys = ending.isByKeyturn ? keys.map { $0.endedByMark() } : keys
        self.otherKeys = otherKeys
    }

    /// Records which keys the rows' digests belong to, by the places of the rows; `issuedID` gives the id of the row that
    /// Keyturn inserts for a key.
    package mutating func resolve(
        keys found: [Int: Fingerprint],
        otherKeys others: [Int: Fingerprint],
        issuedID: (Fingerprint) -> String? = { _ in nil }
    ) {
        for (place, key) in found { keys[place] = keys[place].holding(key, issuedAs: issuedID(key)) }
        for (place, key) in others { otherKeys[place] = otherKeys[place].holding(key) }
    }
}

/// Distinguishes databases and key tables in them, however their URLs are spelled.
package struct StoreIdentity: Hashable, Sendable, CustomStringConvertible {
    /// For PostgreSQL the cluster's system identifier and the database's name; for SQLite the file's device and inode.
    ///
    /// Does not change when the server restarts.
    package let lasting: String

    /// When the server was started, which distinguishes a clone of a snapshot from its original; empty for a file.
    package let instance: String

    /// Distinguishes the key table from others in the database; empty if it is not known.
    package let table: String

    /// The tables in which the key table's rows are read as well: what it is a partition of, or inherits from.
    package let ancestors: [String]

    package init(_ lasting: String, instance: String = "", table: String = "", ancestors: [String] = []) {
        self.lasting = lasting
        self.instance = instance
        self.table = table
        self.ancestors = ancestors
    }

    /// Whether some row is in both key tables: they are one, or one is a part of the other.
    package func sharesRows(with other: StoreIdentity) -> Bool {
        isSameDatabase(as: other)
            && (table == other.table || ancestors.contains(other.table) || other.ancestors.contains(table))
    }

    /// Whether it is one database, whichever tables keys are kept in.
    package func isSameDatabase(as other: StoreIdentity) -> Bool {
        lasting == other.lasting && instance == other.instance
    }

    /// Whether it is the identity of a server that did not say which cluster it is.
    package var isVague: Bool { lasting.hasPrefix("PostgreSQL unknown ") }

    /// Of the database.
    package var description: String { instance.isEmpty ? lasting : "\(lasting) \(instance)" }
}
