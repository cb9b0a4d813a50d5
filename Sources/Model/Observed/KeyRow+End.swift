/// Whether a row's key works, and how long.
extension KeyRow {
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
}
