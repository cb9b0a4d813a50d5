/// A key that was generated and is to be inserted.
package struct NewKey: Sendable {
    package let owner: OwnerID
    package let name: String
    package let secret: Secret
    package let fingerprint: Fingerprint

    /// Written as given: newer than every row of the identity, whatever zone the clock of those who made them was in.
    package let createdAt: Instant

    /// The end that the key is born with; nil for none.
    package let expiresAt: Instant?

    /// What is beside the secret and is not one; nil where the profile has no such column.
    package let publicID: String?

    /// The id of its row, where a part of the key is that; nil for none.
    package let rowID: String?

    /// What the identity says of its row besides (`key.values`).
    package let values: [ColumnValue]

    package init(
        owner: OwnerID,
        name: String,
        secret: Secret,
        createdAt: Instant,
        expiresAt: Instant?,
        publicID: String? = nil,
        rowID: String? = nil,
        values: [ColumnValue] = []
    ) {
        self.owner = owner
        self.name = name
        self.secret = secret
        self.fingerprint = secret.withBytes { Fingerprint(lookingUp: $0) }.drawn
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.publicID = publicID
        self.rowID = rowID
        self.values = values
    }
}
