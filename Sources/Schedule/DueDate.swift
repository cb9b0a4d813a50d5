package import Model

extension Rotation {
    /// When a key's next rotation is due and may start; nil for never.
    ///
    /// Follows from the key's row and the clock alone, never from when or how often the command runs: a job that was
    /// started twice or not at all changes nothing. A key that has an end, whoever set it, is replaced an overlap before
    /// that end, so that no consumer meets a dead key. A key whose age nobody knows is due since ever.
    ///
    /// `delay` is the identity's own share of ``jitter``. The rotation may start now if its start is not after `now`.
    package func next(
        createdAt: Instant?,
        expiresAt: Instant?,
        delay: Duration = .zero,
        asOf now: Instant
    ) -> RotationTime? {
        let byAge = every.map { (createdAt ?? .distantPast) + $0 + delay }
        let byEnd = expiresAt.map { $0 - overlap }
        if let byEnd, byEnd < byAge ?? .distantFuture { return RotationTime(cause: .end, due: byEnd, start: byEnd) }
        return byAge.map { RotationTime(cause: .age, due: $0, start: $0) }
    }

    /// The identity's own share of ``jitter``: the same in every run, for ever.
    package func delay(of address: Address) -> Duration { .zero }
}
