package import Model

extension Change {
    /// How long after its last use a key still counts as in use: some consumers run once a month.
    private static let useWindow = Duration.seconds(31 * 86_400)

    /// Whether the old key is used, as far as the database shows.
    ///
    /// Nil if the store does not tell, or where no key ends.
    package func isOldKeyInUse(asOf now: Instant) -> Bool? {
        guard from != nil, !isOfDeadRow, let fromLastUsedAt else { return nil }
        return fromLastUsedAt > now - Self.useWindow
    }

    /// Whether a person should look at the change before it is applied: it replaces, revokes or removes a key, or ends one
    /// that may be in use.
    package func isDangerous(asOf now: Instant) -> Bool {
        switch action {
        case .replace, .revoke, .remove: true
        case .retire: isOldKeyInUse(asOf: now) ?? true
        // A key of another environment's, that a schedule replaces: consumers there may use it.
        case .rotate: reasons.contains { if case .shared = $0 { true } else { false } }
        case .issue, .adopt, .deliver: false
        }
    }

    /// A row that ended long ago: no one can use its key.
    private var isOfDeadRow: Bool { action == .remove && ends == nil }
}

extension Plan {
    /// How many keys dangerous changes end that are in use, and of how many the last use is unknown.
    package var endangered: (inUse: Int, unknown: Int) {
        let dangerous = changes.filter { $0.isDangerous(asOf: now) && $0.from != nil }
        let uses = dangerous.filter { $0.action != .remove || $0.ends != nil }.map { $0.isOldKeyInUse(asOf: now) }
        return (uses.count { $0 == true }, uses.count { $0 == nil })
    }
}
