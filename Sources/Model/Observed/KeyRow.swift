/// A row of the key table, of an owner that an environment declares.
package struct KeyRow: Sendable, Equatable {
    /// The row's primary key, as text that identifies it to the store that it came from.
    package let id: String
    package let owner: OwnerID
    package let name: String?

    /// The key's text; nil if the store keeps a digest of it.
    ///
    /// What decides asks `State`'s `KeyMaterial` for it.
    package let plaintext: Secret?
    package private(set) var fingerprint: Fingerprint

    /// Where the row holds a digest that is not the fingerprint; nil if it holds the key or that.
    package private(set) var digested: DigestedKey?

    /// The public part that stands beside the key (``Profile/publicID``); nil if there is none.
    package private(set) var publicID: String?

    /// What is behind the declared name in a store that keeps digests, as ``MarkedName/mark``; nil if nothing does,
    /// and where names are not marked.
    package let mark: String?

    /// Of the other spelling that the server takes for the same key; nil if there is none.
    package let otherSpelling: Fingerprint?

    /// Nil if the column is NULL, which servers refuse like false.
    package let isActive: Bool?

    /// Nil for never.
    ///
    /// Where ``isEndEnforced`` is false, Keyturn ends the row then, and it is live until that is done.
    package private(set) var expiresAt: Instant?

    /// Whether the server itself refuses the key from ``expiresAt`` on.
    package private(set) var isEndEnforced = true

    /// The end that is behind the declared name, whether or not it is to be believed.
    package private(set) var markedEnd: Instant?

    /// Nil if the column is NULL: older than any other.
    package let createdAt: Instant?

    /// Nil if it was never written, which is *unknown*, not *unused*: not every server writes it.
    package let lastUsedAt: Instant?

    package init(
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
        self.id = id
        self.owner = owner
        self.name = name
        self.plaintext = plaintext
        self.fingerprint = Fingerprint(of: plaintext, row: id)
        self.mark = nil
        self.otherSpelling = spellings?.other(of: plaintext)?.shown(like: fingerprint)
        self.isActive = isActive
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    /// A row of a store that keeps the digest of a key, which is its fingerprint.
    package init(
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
            mark: isIssued ? digest.digits : marked?.mark,
            otherSpelling: nil,
            isActive: isActive,
            expiresAt: expiresAt,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
        markedEnd = marked?.end
    }

    /// A row of a store that keeps digests of another kind: which key it is of is found by a text that it matches.
    package init(
        id: String,
        owner: OwnerID,
        markedName: String?,
        digested: DigestedKey,
        isActive: Bool?,
        expiresAt: Instant?,
        createdAt: Instant?,
        lastUsedAt: Instant?
    ) {
        self.init(
            id: id,
            owner: owner,
            markedName: markedName,
            digest: digested.fingerprint(mark: markedName.flatMap(MarkedName.init)?.mark, row: id),
            isActive: isActive,
            expiresAt: expiresAt,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
        self.digested = digested
    }

    /// A row of a table that holds the keys themselves, where a mark behind the name, or what `isIssued` says, says that
    /// Keyturn issued it.
    package init(
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
        let isOurs = isIssued || marked?.mark == fingerprint.digits
        self.init(
            id: id,
            owner: owner,
            name: marked?.name ?? markedName,
            plaintext: plaintext,
            fingerprint: isOurs ? fingerprint.drawn : fingerprint,
            mark: isIssued ? fingerprint.digits : marked?.mark,
            otherSpelling: spellings?.other(of: plaintext)?.shown(like: fingerprint),
            isActive: isActive,
            expiresAt: expiresAt,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt
        )
        markedEnd = marked?.end
    }

    private init(
        id: String,
        owner: OwnerID,
        name: String?,
        plaintext: Secret?,
        fingerprint: Fingerprint,
        mark: String?,
        otherSpelling: Fingerprint?,
        isActive: Bool?,
        expiresAt: Instant?,
        createdAt: Instant?,
        lastUsedAt: Instant?
    ) {
        self.id = id
        self.owner = owner
        self.name = name
        self.plaintext = plaintext
        self.fingerprint = fingerprint
        self.mark = mark
        self.otherSpelling = otherSpelling
        self.isActive = isActive
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    /// The same row once it is known which key it holds a digest of.
    package func holding(_ key: Fingerprint) -> KeyRow {
        var row = self
        row.fingerprint = mark == key.digits ? key.drawn : key
        return row
    }

    /// The same row with a public part beside its key.
    package func beside(_ publicID: String?) -> KeyRow {
        var row = self
        row.publicID = publicID
        return row
    }

    /// What the row itself says of its key, whatever is known besides.
    package var asRead: Fingerprint { digested?.fingerprint(mark: mark, row: id) ?? fingerprint }

    /// Whether the row holds a digest of which no one knows the key.
    package var isUnknown: Bool { digested != nil && fingerprint == asRead }

    /// The first 12 digits of the key's fingerprint, where the mark behind the row's name is all that says which key it is.
    package var soleMark: String? { mark.flatMap { isUnknown ? $0 : nil } }

    /// Whether keyturn inserted the row.
    package var isIssuedByKeyturn: Bool { RowUUID(id) == fingerprint.rowID || isMarked }

    /// Whether the row bears the mark that keyturn gives to the rows of its keys, in a store that keeps digests.
    package var isMarked: Bool { mark.map(fingerprint.hex.hasPrefix) ?? false }

    /// Whether a fingerprint is the key's, however it is spelled.
    package func isSpelled(_ fingerprint: Fingerprint) -> Bool {
        self.fingerprint == fingerprint || otherSpelling == fingerprint
    }

    /// Whether the server accepts the key: active, and its end not passed.
    ///
    /// The seed's server still accepts a key at the very instant of its end.
    package func isLive(at now: Instant) -> Bool {
        isActive == true && (!isEndEnforced || expiresAt.map { $0 >= now } ?? true)
    }

    /// Whether the end has passed that Keyturn carries out.
    package func isEndDue(at now: Instant) -> Bool {
        guard !isEndEnforced, let expiresAt else { return false }
        return expiresAt + EndEnforcement.tolerance <= now
    }

    /// The same row where no column holds an end: what is behind its name counts, if the mark is the key's.
    ///
    /// A dead row's end is what the column tells that ended it (``Profile/endedAt``), where there is one.
    package func endedByMark() -> KeyRow {
        var row = self
        row.isEndEnforced = false
        let marked = isMarked ? markedEnd : nil
        row.expiresAt = isActive == true ? marked : expiresAt ?? marked
        return row
    }

    /// The same row with an end that Keyturn carries out.
    package func ending(at end: Instant?) -> KeyRow {
        var row = self
        row.isEndEnforced = false
        row.expiresAt = end
        return row
    }

    /// No time zone is further from another than this.
    package static let largestZoneDifference = Duration.seconds(26 * 3_600)

    /// When the key was issued, as far as the row can be believed; nil for not at all, which is older than any other.
    ///
    /// Rows that others make may be dated in a local zone, hours ahead of UTC. A date that lies further ahead than any
    /// zone explains says nothing about the key's age.
    package func issueDate(asOf now: Instant) -> Instant? {
        guard let createdAt, createdAt - now <= Self.largestZoneDifference else { return nil }
        return createdAt
    }

    /// Whether this row is newer than another: by issue, and for equal times by id, so that there is always one answer.
    package func isNewer(than other: KeyRow, asOf now: Instant) -> Bool {
        switch (issueDate(asOf: now), other.issueDate(asOf: now)) {
        case (let mine?, let theirs?) where mine != theirs: mine > theirs
        case (.some, nil): true
        case (nil, .some): false
        default: id > other.id
        }
    }
}

extension KeyRow {
    /// The same row with other moments in it.
    package func with(expiresAt: Instant? = nil, lastUsedAt: Instant? = nil, isActive: Bool? = nil) -> KeyRow {
        var row = KeyRow(
            id: id,
            owner: owner,
            name: name,
            plaintext: plaintext,
            fingerprint: fingerprint,
            mark: mark,
            otherSpelling: otherSpelling,
            isActive: isActive ?? self.isActive,
            expiresAt: expiresAt ?? self.expiresAt,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt ?? self.lastUsedAt
        )
        row.isEndEnforced = isEndEnforced
        row.markedEnd = markedEnd
        row.digested = digested
        row.publicID = publicID
        return row
    }
}
