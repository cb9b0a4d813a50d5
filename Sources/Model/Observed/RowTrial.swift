/// A row as a run would write it, to find out what the database's own conditions say of it.
///
/// Its key is made up: it has the form of a real one, and is not a secret.
package struct RowTrial: Sendable {
    /// The name of the identity that it would be written for.
    package let identity: String
    package let owner: Owner
    package let key: NewKey

    /// The end that the key would be given once it is replaced.
    package let end: Instant

    package init(identity: String, owner: Owner, key: NewKey, end: Instant) {
        self.identity = identity
        self.owner = owner
        self.key = key
        self.end = end
    }

    /// What the row is called from its end on, where no column holds one.
    package var endedName: String { MarkedName(key.name, of: key.fingerprint, until: end).text }
}

extension StoreSchema {
    /// What a run does to a row.
    package enum Write: String, Hashable, Sendable, CaseIterable {
        case insert
        /// A replaced key is given its end.
        case retire
        case deactivate
    }

    /// A condition of a table (CHECK, or of a column's domain) that refuses what a run would write.
    package struct Objection: Hashable, Sendable {
        /// What the condition is called; nil if the database does not say.
        package let condition: String?
        package let write: Write

        /// What kind of rule it is.
        package let kind: Kind

        /// The partition that alone has it; nil for a rule of the whole table.
        package let partition: String?

        /// Whose rows it refuses, at least one; empty where that is not known.
        package let identities: [String]

        /// Why it could not be tried, in the database's words; nil if it was.
        package let failure: String?

        package enum Kind: Hashable, Sendable {
            case condition
            /// A domain, by its name, which has the condition.
            case domain(String)
            /// A generated column that allows no NULL.
            case generated
            case reference
            /// A unique index, in which another row meets the new one.
            case unique
            /// The encoding of the database.
            case encoding
            /// A column's type, or what is made of a column.
            case type
            /// Partitions, of which none takes the row.
            case partition
        }

        package init(
            _ condition: String?,
            _ write: Write,
            _ identities: [String],
            kind: Kind = .condition,
            partition: String? = nil,
            failure: String? = nil
        ) {
            self.condition = condition
            self.partition = partition
            self.kind = kind
            self.write = write
            self.identities = identities
            self.failure = failure
        }
    }

    /// Whether a table has conditions that rows can be tried against.
    package var hasConditions: Bool { isEncoded || tables.contains { $0.hasConditions || $0.comparesOwners } }

    /// The same with what the tables object to.
    package func with(_ objections: [Table.Content: [Objection]]) -> StoreSchema {
        var schema = self
        for index in schema.tables.indices {
            schema.tables[index].objections = objections[schema.tables[index].content] ?? []
        }
        return schema
    }
}
