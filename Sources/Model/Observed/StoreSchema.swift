/// What a database says of its two tables: whether rows can be written into them as a run would.
///
/// Read from the catalog in the transaction that reads the rows; names and types only, never a row's value.
package struct StoreSchema: Hashable, Sendable {
    /// Why nothing can be written at all; nil if it can.
    package var barrier: Barrier?

    /// Whom the rights are of; empty for a file.
    package var role: String

    /// The owners' table, then the keys'; one that was not found is missing.
    package var tables: [Table]

    /// What the key table is perhaps called, where there is none of the profile's name: as a profile would name it.
    package var nearestTable: String?

    /// The owners' table that a profile names, where it is not found by that name.
    package var absentOwners: AbsentTable?

    /// Whether the role or the database allows one connection at a time, or none.
    package var allowsOneConnection = false

    /// Whether the role was let see what replicates the tables.
    package var tellsReplication = true

    /// Whether the database may be unable to hold a letter, by its encoding.
    package var isEncoded = false

    package init(barrier: Barrier? = nil, role: String = "", tables: [Table] = []) {
        self.barrier = barrier
        self.role = role
        self.tables = tables
    }

    /// What keeps every write out.
    package enum Barrier: Hashable, Sendable {
        /// The server is a hot standby.
        case standby
        /// `default_transaction_read_only` is on.
        case readOnlySession
        /// This user may not write the file.
        case readOnlyFile
        /// No journal can be made beside the file.
        case readOnlyFolder
    }

    /// A table that is not found.
    package struct AbsentTable: Hashable, Sendable {
        /// As the profile has it.
        package let name: String

        /// The one that was probably meant, as a profile would name it; nil for none.
        package let near: String?

        package init(_ name: String, near: String? = nil) {
            self.name = name
            self.near = near
        }
    }

    package struct Table: Hashable, Sendable {
        package let content: Content

        /// As the profile has it.
        package let name: String
        package var kind = Kind.table

        /// Whether row-level security chooses which rows the role sees.
        package var hidesRows = false

        /// Whether a crash of the server empties it.
        package var isUnlogged = false

        /// Whether a rule makes something else of a statement that writes.
        package var rewrites = false

        /// Whether a value of another type than the column's is refused (SQLite's `STRICT`).
        package var isStrict = false
        package var mayDelete = true

        /// Tables whose rows keep those that they name from being deleted, where keys end by deletion.
        package var holders: [String] = []

        /// Whether every row that is written has a name of its own, with the key's mark behind it.
        package var marksNames = false

        /// What makes a replaced key's row stop working at its end.
        package var ending = EndEnforcement.server

        /// The names of triggers that someone made.
        package var triggers: [String] = []

        /// Those of ``triggers`` of which the catalog does not tell what they do: they may refuse a row, or print it.
        package var opaqueTriggers: [String] = []
        package var columns: [Column] = []

        /// Columns that a run writes and the table has not.
        package var missing: [String] = []
        package var uniques: [Unique] = []

        /// Whether rows must meet conditions: CHECK, or a column's domain.
        package var hasConditions = false

        /// What those conditions refuse of what a run would write, where they were tried.
        package var objections: [Objection] = []

        /// Sequences that number new rows and that the role may not draw from.
        package var closedSequences: [ClosedSequence] = []

        /// Functions that defaults and generated columns call and that the role may not.
        package var closedFunctions: [ClosedFunction] = []

        /// What writes rows into it from another server.
        package var subscriptions: [Subscription] = []

        /// The names of publications that send its rows to other servers.
        package var publications: [String] = []

        package init(_ content: Content, name: String) {
            self.content = content
            self.name = name
        }

        /// What a table's rows are.
        package enum Content: Hashable, Sendable {
            case owners
            case keys
        }

        package enum Kind: Hashable, Sendable {
            case table
            case view
            case foreign
        }
    }

    /// A sequence that a column's default draws from, and that the role has no right to.
    package struct ClosedSequence: Hashable, Sendable {
        package let column: String

        /// With its schema, quoted where it must be.
        package let name: String

        /// Whether it is of an identity column, which needs no right where the database numbers a row itself.
        package let isIdentity: Bool

        package init(column: String, name: String, isIdentity: Bool = false) {
            self.column = column
            self.name = name
            self.isIdentity = isIdentity
        }
    }

    /// A function that a column's default calls, and that the role has no right to.
    package struct ClosedFunction: Hashable, Sendable {
        package let column: String

        /// With its schema and the types of its arguments, quoted where it must be.
        package let name: String

        package init(column: String, name: String) {
            self.column = column
            self.name = name
        }
    }

    /// A subscription of logical replication.
    package struct Subscription: Hashable, Sendable {
        package let name: String
        package let isEnabled: Bool

        /// The other server's publications that it takes.
        package let publications: [String]

        package init(_ name: String, isEnabled: Bool = true, publications: [String] = []) {
            self.name = name
            self.isEnabled = isEnabled
            self.publications = publications
        }
    }

    package struct Column: Hashable, Sendable {
        package let name: String

        /// What is written into it; nil for nothing.
        package let role: Role?

        /// As the database writes it.
        package let type: String

        /// What values it takes, whatever its type is called; nil if any is taken.
        package var values: Values?

        /// What SQLite makes of values on their way into it; nil for other engines.
        package var affinity: ColumnAffinity?

        /// How the profile spells it, which is in several ways where it takes one column for two; nothing for PostgreSQL.
        package var spellings: [String] = []

        /// Whether each row's text for it may look like a number.
        package var mayBeNumber = false

        /// How many characters it holds at most; nil for no limit.
        package var length: Int?
        package var isNullable = true
        package var hasDefault = false
        package var isGenerated = false

        /// Its default, or what it is generated from, as SQL writes it; nil if there is none or it is not known.
        package var expression: String?

        /// Whether its default calls a function, other than those of every server, that may give another value each time.
        package var isVolatile = false
        package var mayInsert = true
        package var mayUpdate = true

        /// Whether the table is described by a profile; then these two say what does not go together.
        package var isDescribed = false

        /// Which values of it are live ones, and which one ends a row, as the profile says; nil where true is the one and false
        /// the other.
        package var active: ActiveColumn?

        /// What the profile says the column is, where it is something else.
        package var misfit: String?

        /// The values that the profile writes into it, whoever's row it is.
        package var constants: [ProfileValue] = []

        /// The values of an enumeration; empty for any other type.
        package var labels: [String] = []

        /// Whether the profile leaves it to the database, which gives it no value.
        package var isUnfilled = false

        /// Whether ids are drawn from what numbers it before rows are written.
        package var isDrawn = false

        /// Whether something numbers it that can be asked for the next numbers: a sequence, or SQLite for its own
        /// numbers of rows.
        package var isNumbered = false

        /// Whether what is written into it is made from the key, or drawn for it.
        package var variesWithKey = false

        /// How many of a key's first characters are all that it holds of one; nil for anything else.
        package var firstLetters: Int?

        /// How many characters are written into it; nil if that is not known.
        package var needed: Int?

        package init(_ name: String, role: Role? = nil, type: String = "text") {
            self.name = name
            self.role = role
            self.type = type
        }
    }

    /// What values a column of PostgreSQL takes.
    package enum Values: Hashable, Sendable {
        case uuid, text, boolean, time, other
    }

    /// What a run writes into a column.
    package enum Role: Hashable, Sendable, CaseIterable {
        case ownerID, ownerEmail, ownerName
        case keyID, keyOwner, key, keyName, isActive, expiresAt, createdAt, lastUsedAt
        /// Of either table.
        case otherTime
        /// Of a described table: a constant, a piece of the key, what an identity says.
        case other
    }

    /// A rule that no two rows may meet: a unique index, or an exclusion constraint.
    package struct Unique: Hashable, Sendable {
        package let name: String

        /// Columns, or expressions over columns, as SQL writes them.
        package let parts: [String]

        /// Which rows it is about, as SQL writes it; nil for all.
        package let predicate: String?
        package let isExclusion: Bool

        /// Whether two rows with NULL in the same part meet in it (`NULLS NOT DISTINCT`).
        package var nullsAreAlike = false

        package init(_ name: String, _ parts: [String], predicate: String? = nil, isExclusion: Bool = false) {
            self.name = name
            self.parts = parts
            self.predicate = predicate
            self.isExclusion = isExclusion
        }
    }
}

extension StoreSchema.Table {
    /// Whether no two owners may be alike in more than their ids and e-mails, which are compared in any case.
    package var comparesOwners: Bool {
        let known = Set(columns.filter { $0.role == .ownerID || $0.role == .ownerEmail }.map(\.name))
        return content == .owners
            && uniques.contains { unique in
                unique.parts.count > 1 || !known.contains(unique.parts.first?.filter { $0 != "\"" } ?? "")
            }
    }
}

extension StoreSchema {
    /// Whether the column of the owners' e-mails takes small letters and capitals for the same (`citext`).
    package var ignoresCaseOfEmail: Bool {
        tables.contains { table in
            table.content == .owners
                && table.columns.contains { $0.role == .ownerEmail && $0.type.split(separator: ".").last == "citext" }
        }
    }

    /// The subscriptions that write the rows of keys.
    package var keySubscriptions: [Subscription] {
        tables.filter { $0.content == .keys }.flatMap(\.subscriptions)
    }

    /// The publications that send the rows of keys.
    package var keyPublications: [String] { tables.filter { $0.content == .keys }.flatMap(\.publications) }
}
