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

    /// Where the row holds a digest that is not the fingerprint; nil if it holds the key or that.
    package let digested: DigestedKey?

    /// The public part that stands beside the key (``Profile/publicID``); nil if there is none.
    package let publicID: String?

    /// What is behind the declared name in a store that keeps digests, as ``MarkedName/mark``; nil if nothing does,
    /// and where names are not marked.
    package let mark: String?

    /// Whether the row's id follows from its key, of which it holds a digest.
    private let hasIssuedID: Bool

    /// Whether what is behind the declared name is the mark of this row, of whose key no one knew more (``MarkedName``).
    private let standsForKey: Bool

    /// Of the other spelling that the server takes for the same key; nil if there is none.
    package let otherSpelling: Fingerprint?

    /// Nil if the column is NULL, which servers refuse like false.
    package let isActive: Bool?

    /// Nil for never.
    ///
    /// Where ``isEndEnforced`` is false, Keyturn ends the row then, and it is live until that is done.
    package let expiresAt: Instant?

    /// Whether the server itself refuses the key from ``expiresAt`` on.
    package let isEndEnforced: Bool

    /// The end that is behind the declared name, whether or not it is to be believed.
    package let markedEnd: Instant?

    /// Nil if the column is NULL: older than any other.
    ///
    /// Where the table has no such column, what follows from the row's end (``dated(by:isCounted:)``).
    package let createdAt: Instant?

    /// Whether ids say which of two rows is newer: the database counts them up, and no column holds when a row was made.
    private let isCounted: Bool

    /// Nil where the table tells which of two rows is newer.
    private let rank: Rank?

    /// Nil if it was never written, which is *unknown*, not *unused*: not every server writes it.
    package let lastUsedAt: Instant?

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

    private init(
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
        self.digested = digested
        self.publicID = publicID
        self.mark = mark
        self.hasIssuedID = hasIssuedID
        self.standsForKey = standsForKey
        self.otherSpelling = otherSpelling
        self.isActive = isActive
        self.expiresAt = expiresAt
        self.isEndEnforced = isEndEnforced
        self.markedEnd = markedEnd
        self.createdAt = createdAt
        self.isCounted = isCounted
        self.rank = rank
        self.lastUsedAt = lastUsedAt
    }

    /// The same row with what is given in place of its own.
    private func copy(
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

    /// The same row once it is known which key it holds a digest of, and with it the id that Keyturn gives the row of that key
    /// (``Profile/rowID(of:)``).
    package func holding(_ key: Fingerprint, issuedAs issuedID: String? = nil) -> KeyRow {
        let isIssued = issuedID.map(hasID) ?? false
        return copy(fingerprint: mark == key.digits || isIssued ? key.drawn : key, hasIssuedID: isIssued)
    }

    /// Whether that is the row's id; a UUID may be written in two ways.
    package func hasID(_ text: String) -> Bool { text == id || RowUUID(text) != nil && RowUUID(text) == RowUUID(id) }

    /// The same row with a public part beside its key.
    package func beside(_ publicID: String?) -> KeyRow { copy(publicID: .some(publicID)) }

    /// What the row itself says of its key, whatever is known besides.
    package var asRead: Fingerprint { digested?.fingerprint(mark: mark, row: id) ?? fingerprint }

    /// Whether the row holds a digest of which no one knows the key.
    package var isUnknown: Bool { digested != nil && fingerprint == asRead }

    /// The first 12 digits of the key's fingerprint, where the mark behind the row's name is all that says which key it is.
    package var soleMark: String? { mark.flatMap { isUnknown ? $0 : nil } }

    /// Whether keyturn inserted the row.
    package var isIssuedByKeyturn: Bool { RowUUID(id) == fingerprint.rowID || isMarked || hasIssuedID }

    /// Whether the row bears the mark that keyturn gives to the rows of its keys, in a store that keeps digests.
    package var isMarked: Bool { mark == fingerprint.digits }

    /// Its name with what tells the row from others of that name, and the end that it is to have.
    package func markedName(_ name: String, until end: Instant? = nil) -> MarkedName {
        isUnknown && mark == nil
            ? MarkedName(name, ofRow: id, until: end) : MarkedName(name, of: fingerprint, until: end)
    }

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

    /// The same row where no column holds an end: what is behind its name counts, if the mark is the key's or the row's.
    ///
    /// A dead row's end is what the column tells that ended it (``Profile/endedAt``), where there is one.
    package func endedByMark() -> KeyRow {
        let marked = isMarked || standsForKey ? markedEnd : nil
        return copy(expiresAt: .some(isActive == true ? marked : expiresAt ?? marked), isEndEnforced: false)
    }

    /// The same row with an end that Keyturn carries out.
    package func ending(at end: Instant?) -> KeyRow { copy(expiresAt: .some(end), isEndEnforced: false) }

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
    /// successor. `lifetime` is nil where keys are born without an end; then the age of a key is not known. `isCounted` says
    /// that the database counts ids up, and a greater one is newer.
    package func dated(by lifetime: Duration?, isCounted: Bool) -> KeyRow {
        let made = isEndEnforced ? lifetime.flatMap { lifetime in expiresAt.map { $0 - lifetime } } : nil
        let used = Self.use(lastUsedAt, ofRowMadeAt: made)
        return copy(createdAt: .some(made), isCounted: isCounted, lastUsedAt: .some(used))
    }

    /// The same row, of which nothing is known to say when it was made.
    package var undated: KeyRow { copy(createdAt: .some(nil)) }

    /// The last use of a key; nil for none, and for one that is not later than the making of its row: servers date both at
    /// birth, and Keyturn itself where `used` and `updated` are one column.
    ///
    /// `unit` is the resolution of the column with the time of issue, which that time was cut to.
    package static func use(
        _ used: Instant?,
        ofRowMadeAt made: Instant?,
        unit: Duration = .microseconds(1)
    ) -> Instant? {
        guard let used, let made else { return used }
        return used > made && used.cut(to: unit) > made ? used : nil
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
    package func ranked(_ rank: Rank) -> KeyRow { copy(rank: expiresAt == nil ? rank : .replaced) }

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
        copy(isActive: isActive, expiresAt: expiresAt.map { .some($0) }, lastUsedAt: lastUsedAt.map { .some($0) })
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
