package import Model

extension Rotation {
    /// When a key has to be replaced by its schedule; nil for never.
    ///
    /// Follows from the key's row alone, never from when or how often the command runs: a job that was started twice or
    /// not at all changes nothing. A key that has an end, whoever set it, is replaced an overlap before that end, so
    /// that no consumer meets a dead key. A key whose age nobody knows is due since ever.
    package func due(createdAt: Instant?, expiresAt: Instant?) -> Instant? {
        let byAge = every.map { (createdAt ?? .distantPast) + $0 }
        let byEnd = expiresAt.map { $0 - overlap }
        guard let byAge, let byEnd else { return byAge ?? byEnd }
        return min(byAge, byEnd)
    }
}
