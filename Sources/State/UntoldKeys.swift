package import Model

/// The keys of a store of which nothing but a digest is known.
package struct UntoldKeys: Hashable, Sendable {
    /// Live ones.
    package let count: Int

    /// What tells whether such digests can be compared with another store's; nil if each has a salt of its own.
    package let comparison: Fingerprint?

    package init(count: Int, comparison: Fingerprint?) {
        self.count = count
        self.comparison = comparison
    }

    /// Whether two stores cannot be compared as far as these keys go.
    package func isApart(from other: UntoldKeys) -> Bool {
        count > 0 && other.count > 0 && (comparison == nil || comparison != other.comparison)
    }
}

extension EnvironmentView {
    /// The keys of its store of which nothing but a digest is known.
    package func allUntoldKeys(at now: Instant) -> UntoldKeys {
        let store = observed.store
        let others = store.otherKeys.lazy.filter { $0.isLive(at: now) }
        guard let digester = store.digester else {
            let rows = store.keepsTexts ? 0 : store.keys.count { $0.isLive(at: now) && !material.isRecoverable($0) }
            return UntoldKeys(count: rows + others.count, comparison: .ofNothing)
        }
        let rows = store.keys.count { $0.isLive(at: now) && $0.isUnknown }
        return UntoldKeys(count: rows + others.count(where: \.isUnknown), comparison: digester.comparison)
    }
}
