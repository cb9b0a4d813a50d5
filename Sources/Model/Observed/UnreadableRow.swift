/// A row that cannot be understood: nothing is decided about the identities that it concerns, but for a revocation.
///
/// Where it is known which row it is and which key it holds, that key is among ``StoreObservation/keys`` as well: as live as
/// the rest of the row says, and older than any other where its date is what cannot be read.
package struct UnreadableRow: Hashable, Sendable {
    /// The row's primary key, as far as it is a text; empty for none.
    package let id: String
    package let table: String
    package let column: String

    /// Why, in a clause: `it is not a date and time`.
    package let reason: String

    /// Of a key's row; nil for an owner's.
    package let owner: OwnerID?

    /// The key's name; nil for none.
    package let name: String?

    /// Of an owner's row whose id cannot be read.
    package let email: String?

    package init(
        id: String,
        table: String,
        column: String,
        reason: String,
        owner: OwnerID? = nil,
        name: String? = nil,
        email: String? = nil
    ) {
        self.id = id
        self.table = table
        self.column = column
        self.reason = reason
        self.owner = owner
        self.name = name
        self.email = email
    }

    /// A row whose id is NULL, as a table without a primary key may have it.
    package static func withoutID(
        _ table: String,
        _ column: String,
        owner: OwnerID? = nil,
        name: String? = nil,
        email: String? = nil
    ) -> UnreadableRow {
        UnreadableRow(
            id: "",
            table: table,
            column: column,
            reason: "it is NULL",
            owner: owner,
            name: name,
            email: email
        )
    }

    /// Whether an end could name the row.
    package var isNamed: Bool { !id.isEmpty }

    /// Whether it may be a row of an identity's, in its environment.
    package func concerns(_ identity: Identity, in environment: Environment) -> Bool {
        if let owner {
            return owner == identity.owner.id && (environment.hasDedicatedOwners || name == identity.key.name)
        }
        return email == identity.owner.email
    }
}
