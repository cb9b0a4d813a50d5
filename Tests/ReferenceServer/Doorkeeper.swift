internal import Model

/// Whether a caller is let in, and as whom.
enum Verdict {
    case accepted(user: String, byKey: Bool)
    case refused

    /// No one can tell: the database does not answer.
    case unavailable
}

/// Decides by the seed's rules, and by the quirks that are on.
struct Doorkeeper {
    let table: KeyTableQueue

    /// Looks the key up, and notes its use where it is accepted.
    func verdict(on caller: Caller, _ quirks: Set<Quirk>) async -> Verdict {
        if quirks.contains(.acceptsEverybody) { return .accepted(user: caller.user ?? "anyone", byKey: false) }
        guard let key = caller.key else {
            let named =
                (quirks.contains(.trustsUserHeader) ? caller.user : nil)
                ?? (quirks.contains(.trustsUserQuery) ? caller.queriedUser : nil)
            return named.map { .accepted(user: $0, byKey: false) } ?? .refused
        }
        if quirks.contains(.acceptsAnyKey) { return .accepted(user: caller.user ?? "anyone", byKey: true) }
        do {
            let user = try await table.run { table -> String? in
                let now = Instant.current
                guard let row = try table.row(of: key), row.isAccepted(at: now, quirks) else { return nil }
                if !quirks.contains(.keepsNoLastUse) { try table.use(row, at: now) }
                return row.user
            }
            return user.map { .accepted(user: $0, byKey: true) } ?? .refused
        } catch {
            return quirks.contains(.refusesWithoutDatabase) ? .refused : .unavailable
        }
    }
}
