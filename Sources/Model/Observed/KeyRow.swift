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

    /// Whether the row's id follows from its key, of which it holds a digest.
    private var hasIssuedID = false

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
    ///
    /// Where the table has no such column, what follows from the row's end (``dated(by:)``).
    package private(set) var createdAt: Instant?

    /// Whether ids say which of two rows is newer: the database counts them up, and no column holds when a row was made.
    private var isCounted = false

    /// Nil where the table tells which of two rows is newer.
    private var rank: Rank?

    /// Nil if it was never written, which is *unknown*, not *unused*: not every server writes it.
    package private(set) var lastUsedAt: Instant?

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

    /// The same row once it is known which key it holds a digest of, and with it the id that Keyturn gives the row of that key
    /// (``Profile/rowID(of:)``).
    package func holding(_ key: Fingerprint, issuedAs issuedID: String? = nil) -> KeyRow {
        var row = self
        row.hasIssuedID = issuedID.map { $0 == id || RowUUID($0) != nil && RowUUID($0) == RowUUID(id) } ?? false
        row.fingerprint = mark == key.digits || row.hasIssuedID ? key.drawn : key
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
    package var isIssuedByKeyturn: Bool { RowUUID(id) == fingerprint.rowID || isMarked || hasIssuedID }

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

    /// The same row of a table that has no column for when rows were made: as long before its end as keys live.
    ///
    /// An end that a replaced key was given is nearer than the one it was born with, so that it stays older than its
    /// successor. `lifetime` is nil where keys are born without an end; then the age of a key is not known.
    package func dated(by lifetime: Duration?) -> KeyRow {
        var row = self
        row.createdAt = isEndEnforced ? lifetime.flatMap { lifetime in expiresAt.map { $0 - lifetime } } : nil
        if let made = row.createdAt, let used = lastUsedAt, used <= made { row.lastUsedAt = nil }
        return row
    }

    /// The same row of a table in which the database counts ids up, and a greater one is newer.
    package func counted() -> KeyRow {
        var row = self
        row.isCounted = true
        return row
    }

    /// What stands for the order of rows where nothing in the table tells it, the oldest first.
    package enum Rank: Int, Sendable {
        /// It was given an end.
        case replaced
        /// No file of the identity holds its key.
        case undelivered
        case delivered
        /// Its text cannot be had, so that it may be the newest (R1).
        case unrecoverable
    }

    /// The same row with its rank.
    package func ranked(_ rank: Rank) -> KeyRow {
        var row = self
        row.rank = expiresAt == nil ? rank : .replaced
        return row
    }

    /// Whether this row is newer than another: by issue, and for equal times by id, so that there is always one answer.
    package func isNewer(than other: KeyRow, asOf now: Instant) -> Bool {
        if isCounted, other.isCounted { return hasGreaterID(than: other) }
        if let rank, let other = other.rank, rank != other { return rank.rawValue > other.rawValue }
        return switch (issueDate(asOf: now), other.issueDate(asOf: now)) {
        case (let mine?, let theirs?) where mine != theirs: mine > theirs
        case (.some, nil): true
        case (nil, .some): false
        default: hasGreaterID(than: other)
        }
    }

    /// Numbers are compared as numbers.
    private func hasGreaterID(than other: KeyRow) -> Bool {
        func isNumber(_ id: String) -> Bool {
            id.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard id.utf8.count != other.id.utf8.count, isNumber(id), isNumber(other.id) else { return id > other.id }
        return id.utf8.count > other.id.utf8.count
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
        row.isCounted = isCounted
        row.rank = rank
        row.hasIssuedID = hasIssuedID
        row.markedEnd = markedEnd
        row.digested = digested
        row.publicID = publicID
        return row
    }
}
