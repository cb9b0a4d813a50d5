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
    /// Keys that dangerous changes end, and the rows that hold them: one key may be in several environments.
    package struct Endangered: Equatable {
        package let keys: Int
        package let rows: Int

        fileprivate init(_ ended: [Fingerprint]) {
            keys = Set(ended).count
            rows = ended.count
        }
    }

    /// What dangerous changes end that is in use, and of what the last use is unknown.
    package var endangered: (inUse: Endangered, unknown: Endangered) {
        var (inUse, unknown): ([Fingerprint], [Fingerprint]) = ([], [])
        for change in changes where change.isDangerous(asOf: now) && (change.action != .remove || change.ends != nil) {
            guard let from = change.from else { continue }
            switch change.isOldKeyInUse(asOf: now) {
            case true?: inUse.append(from)
            case nil: unknown.append(from)
            case false?: break
            }
        }
        return (Endangered(inUse), Endangered(unknown))
    }
}
