package import Model

/// Live keys of a store that no fingerprint leads to.
///
/// The table holds digests that do not say which key they are of, Keyturn did not issue the keys, and no file that was read
/// has their texts. Only a key's text tells whether it is one of them.
package struct HiddenKeys: Hashable, Sendable {
    package let environment: String

    /// At least one.
    package let count: Int

    /// One for each environment that has such keys.
    package static func all(in views: [EnvironmentView], now: Instant) -> [HiddenKeys] {
        views.compactMap { view in
            let count = view.observed.store.hiddenKeys(now: now)
            return count > 0 ? HiddenKeys(environment: view.name, count: count) : nil
        }
    }
}

extension StoreObservation {
    /// How many live rows no fingerprint leads to.
    package func hiddenKeys(now: Instant) -> Int {
        guard digester != nil else { return 0 }
        return keys.count { $0.isLive(at: now) && $0.isHidden }
            + otherKeys.count { $0.isLive(at: now) && $0.isHidden }
    }
}
