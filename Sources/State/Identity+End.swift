package import Model
internal import Schedule

extension Identity {
    /// The end that a key is given which is replaced, or still delivered, although the end that Keyturn was to carry out is near or past;
    /// nil where that is not so.
    ///
    /// Such a key is in use: someone restored an older file, say. Its consumers have an overlap again.
    package func renewedEnd(of row: KeyRow, at now: Instant) -> Instant? {
        guard !row.isEndEnforced, row.expiresAt != nil, end(of: row, retiredAt: now) == nil else { return nil }
        return end(of: row.ending(at: nil), retiredAt: now)
    }

    /// The end that a replaced key is given; nil if it was given one already.
    ///
    /// An overlap from now, or the key's own end where that is earlier. Where a hook is run or a server is asked before
    /// that, the end must tell that it was: a key that was never retired may end soon enough by birth (`rotation.expires`), and the run in which
    /// that failed would be forgotten. So the end that a key was born with counts as none, and retiring it takes
    /// two seconds off.
    package func end(of row: KeyRow, retiredAt now: Instant) -> Instant? {
        if let end = rotation.end(retiredAt: now, expiresAt: row.expiresAt) { return end }
        guard onChange != nil || probe != nil, rotation.adoption == nil, let expires = rotation.expires,
            let ends = row.expiresAt,
            let createdAt = row.createdAt
        else { return nil }
        let distance = ends - (createdAt + expires)
        // A column may hold whole seconds.
        guard distance >= .seconds(-1), distance <= .seconds(1) else { return nil }
        return ends - .seconds(2)
    }
}
