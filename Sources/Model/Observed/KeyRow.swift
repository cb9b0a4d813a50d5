/// A row of the key table, of an owner that an environment declares.
///
/// Immutable, so it behaves like a value; a class, because it has many fields and every step of a run passes on thousands of
/// them.
package final class KeyRow: Sendable {
    /// The row's primary key, as text that identifies it to the store that it came from.
    package let id: String
    package let owner: OwnerID
    package let name: String?

    /// The key's text; nil if the store keeps a digest of it.
    ///
    /// What decides asks `State`'s `KeyMaterial` for it.
    package let plaintext: Secret?
    package let fingerprint: Fingerprint

    /// Of the other spelling that the server takes for the same key; nil if there is none.
    package let otherSpelling: Fingerprint?

    /// Nil if the column is NULL, which servers refuse like false.
    package let isActive: Bool?

    /// Whether the row's id follows from its key, of which it holds a digest.
    let hasIssuedID: Bool

    /// Apart, since a row of a table that holds keys has none of it, and thousands of them are in memory at once.
    private let details: Details?

    /// Nil for never.
    ///
    /// Where ``isEndEnforced`` is false, Keyturn ends the row then, and it is live until that is done.
    package let expiresAt: Instant?

    /// Whether the server itself refuses the key from ``expiresAt`` on.
    package let isEndEnforced: Bool

    /// Whether ids say which of two rows is newer: the database counts them up, and no column holds when a row was made.
    let isCounted: Bool

    /// Nil where the table tells which of two rows is newer.
    let rank: Rank?

    /// Whether what is behind the declared name is the mark of this row, of whose key no one knew more (``MarkedName``).
    let standsForKey: Bool

    /// Nil if the column is NULL: older than any other.
    ///
    /// Where the table has no such column, what follows from the row's end (``dated(by:isCounted:)``).
    package let createdAt: Instant?

    /// Nil if it was never written, which is *unknown*, not *unused*: not every server writes it.
    package let lastUsedAt: Instant?

    init(
        id: String,
        owner: OwnerID,
        name: String?,
        plaintext: Secret?,
        fingerprint: Fingerprint,
        digested: DigestedKey? = nil,
        publicID: String? = nil,
        mark: String? = nil,
        hasIssuedID: Bool = false,
        standsForKey: Bool = false,
        otherSpelling: Fingerprint? = nil,
        isActive: Bool?,
        expiresAt: Instant?,
        isEndEnforced: Bool = true,
        markedEnd: Instant? = nil,
        createdAt: Instant?,
        isCounted: Bool = false,
        rank: Rank? = nil,
        lastUsedAt: Instant?
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.plaintext = plaintext
        self.fingerprint = fingerprint
        self.otherSpelling = otherSpelling
        self.isActive = isActive
        self.hasIssuedID = hasIssuedID
        details = Details(
            digested: digested,
            publicID: publicID,
            mark: mark,
            markedEnd: markedEnd
        )
        self.expiresAt = expiresAt
        self.isEndEnforced = isEndEnforced
        self.isCounted = isCounted
        self.rank = rank
        self.standsForKey = standsForKey
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    /// Where the row holds a digest that is not the fingerprint; nil if it holds the key or that.
    package var digested: DigestedKey? { details?.digested }

    /// The public part that stands beside the key (``Profile/publicID``); nil if there is none.
    package var publicID: String? { details?.publicID }

    /// What is behind the declared name in a store that keeps digests, as ``MarkedName/mark``; nil if nothing does,
    /// and where names are not marked.
    package var mark: String? { details?.mark }

    /// The end that is behind the declared name, whether or not it is to be believed.
    package var markedEnd: Instant? { details?.markedEnd }

    /// The same row with what is given in place of its own.
    func copy(
        fingerprint: Fingerprint? = nil,
        publicID: String?? = nil,
        hasIssuedID: Bool? = nil,
        isActive: Bool? = nil,
        expiresAt: Instant?? = nil,
        isEndEnforced: Bool? = nil,
        createdAt: Instant?? = nil,
        isCounted: Bool? = nil,
        rank: Rank? = nil,
        lastUsedAt: Instant?? = nil
    ) -> KeyRow {
        KeyRow(
            id: id,
            owner: owner,
            name: name,
            plaintext: plaintext,
            fingerprint: fingerprint ?? self.fingerprint,
            digested: digested,
            publicID: publicID ?? self.publicID,
            mark: mark,
            hasIssuedID: hasIssuedID ?? self.hasIssuedID,
            standsForKey: standsForKey,
            otherSpelling: otherSpelling,
            isActive: isActive ?? self.isActive,
            expiresAt: expiresAt ?? self.expiresAt,
            isEndEnforced: isEndEnforced ?? self.isEndEnforced,
            markedEnd: markedEnd,
            createdAt: createdAt ?? self.createdAt,
            isCounted: isCounted ?? self.isCounted,
            rank: rank ?? self.rank,
            lastUsedAt: lastUsedAt ?? self.lastUsedAt
        )
    }

    /// The same row with other moments in it.
    package func with(expiresAt: Instant? = nil, lastUsedAt: Instant? = nil, isActive: Bool? = nil) -> KeyRow {
        copy(isActive: isActive, expiresAt: expiresAt.map { .some($0) }, lastUsedAt: lastUsedAt.map { .some($0) })
    }
}

extension KeyRow {
    /// What the tables of some applications hold besides.
    private final class Details: Sendable {
        let digested: DigestedKey?
        let publicID: String?
        let mark: String?
        let markedEnd: Instant?

        init?(digested: DigestedKey?, publicID: String?, mark: String?, markedEnd: Instant?) {
            guard digested != nil || publicID != nil || mark != nil || markedEnd != nil else { return nil }
            self.digested = digested
            self.publicID = publicID
            self.mark = mark
            self.markedEnd = markedEnd
        }
    }
}

extension KeyRow: Equatable {
    package static func == (left: KeyRow, right: KeyRow) -> Bool {
        left === right
            || left.id == right.id && left.owner == right.owner && left.name == right.name
                && left.plaintext == right.plaintext && left.fingerprint == right.fingerprint
                && left.digested == right.digested && left.publicID == right.publicID && left.mark == right.mark
                && left.otherSpelling == right.otherSpelling && left.isActive == right.isActive
                && left.expiresAt == right.expiresAt && left.isEndEnforced == right.isEndEnforced
                && left.markedEnd == right.markedEnd && left.createdAt == right.createdAt
                && left.lastUsedAt == right.lastUsedAt
    }
}
