/// What the server of a store is like, and what our role may do in it.
package enum ServerObservation: Hashable, Sendable {
    case server(DatabaseServer)
    case file(DatabaseFile)

    /// What time it is to the store.
    package var time: StoreTime? {
        switch self {
        case .server(let server): server.time
        case .file(let file): file.time
        }
    }
}

/// A database server as one role sees it.
package struct DatabaseServer: Hashable, Sendable {
    /// As the server counts: 150018 for 15.18.
    package var version: Int

    /// The database's name.
    package var database: String

    /// Settings by name, as our connection has them; those that it may not see, or that the server has not, are missing.
    ///
    /// Times are in milliseconds, sizes in bytes.
    package var settings: [String: String]

    /// Settings that other roles' connections to this database have instead.
    package var overrides: [Override]

    package var transport: Transport?

    /// Whether the server's address is one of this machine alone: a socket or a loopback address.
    package var isOnThisMachine: Bool

    package var role: Role

    /// The tables that were asked for and found.
    package var tables: [Table]

    /// Other tables of the database that the role may read, or write to.
    package var others: Others

    /// Whether rows can be written; nil if it was not asked.
    package var schema: StoreSchema?

    /// The server's time when it answered.
    package var time: StoreTime?

    /// `ALTER ROLE … SET`, `ALTER DATABASE … SET`.
    package struct Override: Hashable, Sendable {
        /// Nil for every role of the database.
        package let role: String?
        package let isForThisDatabase: Bool
        package let name: String

        /// As it was written: `0`, `500ms`, `all`.
        package let value: String

        package init(role: String?, isForThisDatabase: Bool, name: String, value: String) {
            self.role = role
            self.isForThisDatabase = isForThisDatabase
            self.name = name
            self.value = value
        }
    }

    package struct Role: Hashable, Sendable {
        package var name: String
        package var isSuperuser = false

        /// Attributes such as `CREATEROLE` and `BYPASSRLS`, as SQL writes them.
        package var attributes: [String] = []

        /// The roles that it is a member of, in order; it may become each of them.
        package var memberships: [String] = []

        /// Those of ``memberships`` that may do everything.
        package var superuserMemberships: [String] = []

        package init(name: String) { self.name = name }
    }

    package struct Table: Hashable, Sendable {
        /// As it was asked for.
        package var name: String

        /// Where it is.
        package var schema: String
        package var mayUseSchema: Bool
        package var mayCreateInSchema: Bool

        /// Whether the role owns it, by itself or as a member of the owner: then it may do everything.
        package var isOwner: Bool

        /// Rights on the table as a whole, as SQL writes them: `DELETE`, `TRUNCATE`, `REFERENCES`, `TRIGGER`.
        package var privileges: Set<String>

        /// In the table's order.
        package var columns: [Column]

        /// CHECK constraints that an update of Keyturn's may break, by name.
        package var checks: [String] = []

        package init(
            name: String,
            schema: String,
            mayUseSchema: Bool = true,
            mayCreateInSchema: Bool = false,
            isOwner: Bool = false,
            privileges: Set<String> = [],
            columns: [Column] = []
        ) {
            self.name = name
            self.schema = schema
            self.mayUseSchema = mayUseSchema
            self.mayCreateInSchema = mayCreateInSchema
            self.isOwner = isOwner
            self.privileges = privileges
            self.columns = columns
        }
    }

    /// What the role may do with a column, by a right on it or on its table.
    package struct Column: Hashable, Sendable {
        package let name: String
        package let select: Bool
        package let insert: Bool
        package let update: Bool

        /// The sequence that its default draws from, with its schema and quoted where it must be; nil for none.
        package var sequence: String?

        /// Whether the role may draw from that sequence.
        package var mayUseSequence = true

        /// Whether it is an identity column: the database numbers rows from its sequence without a right to that.
        package var isIdentity = false

        /// What its default, or what it is generated from, calls besides the functions of every server.
        package var functions: [Function] = []

        package init(name: String, select: Bool, insert: Bool, update: Bool) {
            self.name = name
            self.select = select
            self.insert = insert
            self.update = update
        }
    }

    /// A function that fills a column of new rows.
    package struct Function: Hashable, Sendable {
        /// With its schema and the types of its arguments, quoted where it must be.
        package let name: String

        /// Whether the role may call it.
        package let mayExecute: Bool

        /// Whether every role may.
        package let isPublic: Bool

        package init(name: String, mayExecute: Bool, isPublic: Bool) {
            self.name = name
            self.mayExecute = mayExecute
            self.isPublic = isPublic
        }
    }

    package struct Others: Hashable, Sendable {
        /// How many, and the name of one of them.
        package var readable = 0
        package var readableExample: String?
        package var writable = 0
        package var writableExample: String?

        package init() {}
    }

    package init(
        version: Int,
        database: String,
        settings: [String: String],
        overrides: [Override] = [],
        transport: Transport? = nil,
        isOnThisMachine: Bool = true,
        role: Role,
        tables: [Table],
        others: Others = Others()
    ) {
        self.version = version
        self.database = database
        self.settings = settings
        self.overrides = overrides
        self.transport = transport
        self.isOnThisMachine = isOnThisMachine
        self.role = role
        self.tables = tables
        self.others = others
    }
}

/// A database that is a file of this machine.
package struct DatabaseFile: Hashable, Sendable {
    /// Absolute.
    package let path: String

    /// The permission bits.
    package let mode: UInt32

    /// Whether this process may write the file and make files beside it, as SQLite's journal needs.
    package let mayWrite: Bool
    package let mayWriteBeside: Bool

    /// SQLite's word, such as `delete` or `wal`.
    package let journalMode: String

    /// Whether rows can be written; nil if it was not asked.
    package var schema: StoreSchema?

    /// What its rows say of the time.
    package var time: StoreTime?

    package init(path: String, mode: UInt32, mayWrite: Bool, mayWriteBeside: Bool, journalMode: String) {
        self.path = path
        self.mode = mode
        self.mayWrite = mayWrite
        self.mayWriteBeside = mayWriteBeside
        self.journalMode = journalMode
    }
}
