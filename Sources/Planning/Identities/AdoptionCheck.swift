internal import Model

/// Whether consumers use a new key, as far as the store tells (`last_used_at`).
enum AdoptionCheck {
    enum Verdict: Hashable {
        case adopted
        /// The deadline has passed, and the declaration says to retire then.
        case overdue(since: Instant)
        case waiting(Waiting.Evidence, deadline: Instant?)
    }

    /// The new key must have been used, and the old one have been quiet.
    ///
    /// A column that was never written is *unknown*, not quiet: not every server writes it.
    static func judge(_ adoption: Adoption?, current: KeyRow, old: KeyRow, now: Instant) -> Verdict {
        guard let adoption, let evidence = evidence(adoption, current: current, old: old, now: now) else {
            return .adopted
        }
        let deadline = adoption.deadline.map { (current.issueDate(asOf: now) ?? .distantPast) + $0 }
        if let deadline, deadline <= now, adoption.afterDeadline == .retire { return .overdue(since: deadline) }
        return .waiting(evidence, deadline: deadline)
    }

    /// What speaks against it; nil for nothing.
    private static func evidence(
        _ adoption: Adoption,
        current: KeyRow,
        old: KeyRow,
        now: Instant
    ) -> Waiting.Evidence? {
        guard let oldUse = old.lastUsedAt else { return .oldUseUnknown }
        if now - oldUse < adoption.quiet { return .oldInUse(last: oldUse) }
        guard current.lastUsedAt != nil else {
            let issued = current.issueDate(asOf: now) ?? .distantPast
            // Since then its consumers could use the new one, and did not.
            return oldUse > issued + adoption.quiet ? .oldInUse(last: oldUse) : .newUnused
        }
        return nil
    }
}
