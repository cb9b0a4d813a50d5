/// Rows by what their store keeps of a key.
extension KeyRow {
    package convenience init(
        id: String,
        owner: OwnerID,
        name: String?,
        plaintext: Secret,
        isActive: Bool?,
        expiresAt: Instant?,
        createdAt: Instant?,
        lastUsedAt: Instant?,
        spellings: KeySpellings? = nil
    ) {
        let fingerprint = Fingerprint(of: plaintext, row: id)
        self.init(
            id: id,
            owner: owner,
            name: name,
            plaintext: plaintext,
            fingerprint: fingerprint,
            otherSpelling: spellings?.other(of: plaintext)?.shown(like: fingerprint),
            isActive: isActive,
            expiresAt: expiresAt,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
    }

    /// A row of a store that keeps the digest of a key, which is its fingerprint.
    package convenience init(
        id: String,
        owner: OwnerID,
        markedName: String?,
        digest: Fingerprint,
        isIssued: Bool = false,
        isActive: Bool?,
        expiresAt: Instant?,
        createdAt: Instant?,
        lastUsedAt: Instant?
    ) {
        let marked = markedName.flatMap(MarkedName.init)
        self.init(
            id: id,
            owner: owner,
            name: marked?.name ?? markedName,
            plaintext: nil,
            fingerprint: digest,
            mark: isIssued ? digest.digits : marked?.digits,
            isActive: isActive,
            expiresAt: expiresAt,
            markedEnd: marked?.end,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
    }

    /// A row of a store that keeps digests of another kind: which key it is of is found by a text that it matches.
    package convenience init(
        id: String,
        owner: OwnerID,
        markedName: String?,
        digested: DigestedKey,
        isActive: Bool?,
        expiresAt: Instant?,
        createdAt: Instant?,
        lastUsedAt: Instant?
    ) {
        let marked = markedName.flatMap(MarkedName.init)
        self.init(
            id: id,
            owner: owner,
            name: marked?.name ?? markedName,
            plaintext: nil,
            fingerprint: digested.fingerprint(mark: marked?.digits, row: id),
            digested: digested,
            mark: marked?.digits,
            standsForKey: marked?.isOfRow(id) == true,
            isActive: isActive,
            expiresAt: expiresAt,
            markedEnd: marked?.end,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
    }

    /// A row of a table that holds the keys themselves, where a mark behind the name, or what `isIssued` says, says that
    /// Keyturn issued it.
    package convenience init(
        id: String,
        owner: OwnerID,
        markedName: String?,
        plaintext: Secret,
        isIssued: Bool,
        isActive: Bool?,
        expiresAt: Instant?,
        createdAt: Instant?,
        lastUsedAt: Instant?,
        spellings: KeySpellings? = nil
    ) {
        let fingerprint = Fingerprint(of: plaintext, row: id)
        let marked = markedName.flatMap(MarkedName.init)
        let isOurs = isIssued || marked?.digits == fingerprint.digits
        self.init(
            id: id,
            owner: owner,
            name: marked?.name ?? markedName,
            plaintext: plaintext,
            fingerprint: isOurs ? fingerprint.drawn : fingerprint,
            mark: isIssued ? fingerprint.digits : marked?.digits,
            otherSpelling: spellings?.other(of: plaintext)?.shown(like: fingerprint),
            isActive: isActive,
            expiresAt: expiresAt,
            markedEnd: marked?.end,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
    }
}
