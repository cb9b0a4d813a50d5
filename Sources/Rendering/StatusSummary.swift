internal import Model
internal import Planning

/// The last line of a status.
///
/// Such as `3 identities: 2 delivered, 1 not delivered, 1 pending. Next rotation prod/backend in 6 d.`
struct StatusSummary {
    let statuses: [IdentityStatus]
    let now: Instant

    var text: String {
        guard !statuses.isEmpty else { return "No identities." }
        func number(_ matches: (IdentityStatus) -> Bool) -> Int { statuses.count(where: matches) }
        let parts = [
            (number { $0.delivery == .delivered }, "delivered"),
            (number { if case .incomplete = $0.delivery { true } else { false } }, "not delivered"),
            (number { if case .unknown = $0.delivery { true } else { false } }, "unknown"),
            (number { $0.delivery == .notDeclared }, "without a delivery"),
            (number { $0.delivery == .noKey && $0.isUnrecoverable }, "with a live key whose text is not here"),
            (number { $0.delivery == .noKey && !$0.isUnrecoverable }, "without a key"),
            (number { !$0.pending.isEmpty }, "pending"),
            (number { !$0.waiting.isEmpty }, "waiting for consumers"),
        ]
        let words = parts.filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.1)" }.joined(separator: ", ")
        let next = statuses.compactMap { status in status.nextRotation.map { ($0, status.address) } }.min { $0 < $1 }
        let rotation = next.map { " Next rotation \($0.1) \($0.0 <= now ? "now" : TimeText.relative($0.0, to: now))." }
        return "\(count(statuses.count, "identity", "identities")): \(words).\(rotation ?? "")"
    }
}
