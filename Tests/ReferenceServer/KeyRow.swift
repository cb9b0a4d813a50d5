internal import Model

/// What the server reads of a key's row.
struct KeyRow {
    let id: String
    let user: String

    /// Nil where the column is NULL.
    let isActive: Bool?

    /// Nil where the key has no end.
    let end: Instant?

    /// The seed's rule: active, where NULL is not, and not ended before now, in UTC whatever any zone is.
    func isAccepted(at now: Instant, _ quirks: Set<Quirk>) -> Bool {
        let isActive = self.isActive == true || quirks.contains(.acceptsInactiveKeys)
        let isInTime = end.map { $0 >= now } ?? true
        return isActive && (isInTime || quirks.contains(.acceptsEndedKeys))
    }
}
