/// Everything that one statement read from an environment's store.
package struct StoreObservation: Sendable {
    /// Which database this is, in the words of the server itself.
    package let identity: StoreIdentity

    /// Owner rows that have the id or the e-mail of a declared owner.
    package let owners: [Owner]

    /// Declared owners whose keys the server refuses, each of them.
    package let disabledOwners: Set<OwnerID>

    /// Key rows of declared owners, live and dead, in no particular order.
    package private(set) var keys: [KeyRow]

    /// Keys of all other owners, live and dead, by fingerprint alone: their secrets are none of our business, but a key of
    /// ours must not be known among them in another environment (promise 2).
    package private(set) var otherKeys: [OtherKey]

    /// Rows of declared owners that cannot be understood.
    package let unreadable: [UnreadableRow]

    /// What the connection went over; nil where that is not known.
    package let transport: Transport?

    /// What the catalog says of the two tables; nil where no one asked.
    package var schema: StoreSchema?

    /// What time it is to the store; nil where it does not say.
    package let time: StoreTime?

    /// Whether rows hold the keys themselves; false for a store that keeps digests.
    package let keepsTexts: Bool

    /// How digests are computed that are not fingerprints; nil where rows hold keys or those.
    package let digester: KeyDigester?

    /// The piece of a key that candidates are looked up by; nil for none.
    package let lookup: KeyPiece?

    /// What makes a replaced key stop working at its end.
    package let ending: EndEnforcement

    /// How late the server notices a changed row.
    package let delays: EffectDelays

    /// The least difference that the column with the time of issue tells.
    package let timeUnit: Duration

    package init(
        identity: StoreIdentity,
        owners: [Owner],
        disabledOwners: Set<OwnerID> = [],
        keys: [KeyRow],
        otherKeys: [OtherKey],
        unreadable: [UnreadableRow] = [],
        transport: Transport? = nil,
        schema: StoreSchema? = nil,
        time: StoreTime? = nil,
        keepsTexts: Bool = true,
        digester: KeyDigester? = nil,
        lookup: KeyPiece? = nil,
        ending: EndEnforcement = .server,
        delays: EffectDelays = EffectDelays(),
        timeUnit: Duration = .microseconds(1)
    ) {
        self.ending = ending
        self.delays = delays
        self.timeUnit = timeUnit
        self.keepsTexts = keepsTexts
        self.digester = digester
        self.lookup = lookup
        self.unreadable = unreadable
        self.identity = identity
        self.transport = transport
        self.schema = schema
        self.time = time
        self.owners = owners
        self.disabledOwners = disabledOwners
        self.keys = ending.isByKeyturn ? keys.map { $0.endedByMark() } : keys
        self.otherKeys = otherKeys
    }

    /// Notes which keys rows hold digests of, by the places of the rows.
    package mutating func resolve(keys found: [Int: Fingerprint], otherKeys others: [Int: Fingerprint]) {
        for (place, key) in found { keys[place] = keys[place].holding(key) }
        for (place, key) in others { otherKeys[place] = otherKeys[place].holding(key) }
    }
}

/// Tells one database from another, however their URLs are spelled.
package struct StoreIdentity: Hashable, Sendable, CustomStringConvertible {
    /// For PostgreSQL the cluster's system identifier and the database's name; for SQLite the file's device and inode.
    ///
    /// Stays when the server is started again.
    package let lasting: String

    /// When the server was started, which tells a clone made from a snapshot from its original; empty for a file.
    package let instance: String

    package init(_ lasting: String, instance: String = "") {
        self.lasting = lasting
        self.instance = instance
    }

    /// Whether it is the identity of a server that did not say which cluster it is.
    package var isVague: Bool { lasting.hasPrefix("PostgreSQL unknown ") }

    package var description: String { instance.isEmpty ? lasting : "\(lasting) \(instance)" }
}
