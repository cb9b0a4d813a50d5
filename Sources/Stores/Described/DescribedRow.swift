internal import Model

/// What an engine read of a declared owner's row, and the row of the key that it is.
struct DescribedRow {
    let id: String
    let owner: OwnerID
    let markedName: String?
    let isActive: Bool
    let expiresAt: Instant?
    let createdAt: Instant?
    let lastUsedAt: Instant?
    let publicID: String?

    /// What the row holds of its key.
    enum Stored {
        case text(Secret)
        /// A digest that is the fingerprint.
        case digest(Fingerprint)
        case digested(DigestedKey)
    }

    /// `isOwnID` says whether an id is the row's, as the engine writes ids.
    func key(_ stored: Stored, in table: KeyTable, isOwnID: (String) -> Bool) -> KeyRow {
        func isIssued(_ key: Fingerprint) -> Bool { table.profile.rowID(of: key).map(isOwnID) ?? false }
        let row =
            switch stored {
            case .text(let secret):
                KeyRow(
                    id: id,
                    owner: owner,
                    markedName: markedName,
                    plaintext: secret,
                    isIssued: isIssued(Fingerprint(of: secret)),
                    isActive: isActive,
                    expiresAt: expiresAt,
                    createdAt: createdAt,
                    lastUsedAt: lastUsedAt,
                    spellings: table.profile.alsoAccepts
                )
            case .digest(let fingerprint):
                KeyRow(
                    id: id,
                    owner: owner,
                    markedName: markedName,
                    digest: fingerprint,
                    isIssued: isIssued(fingerprint),
                    isActive: isActive,
                    expiresAt: expiresAt,
                    createdAt: createdAt,
                    lastUsedAt: lastUsedAt
                )
            case .digested(let digested):
                KeyRow(
                    id: id,
                    owner: owner,
                    markedName: markedName,
                    digested: digested,
                    isActive: isActive,
                    expiresAt: expiresAt,
                    createdAt: createdAt,
                    lastUsedAt: lastUsedAt
                )
            }
        return row.beside(publicID)
    }
}
