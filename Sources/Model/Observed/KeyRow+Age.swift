/// When a row was made, and which of two is newer.
extension KeyRow {
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
