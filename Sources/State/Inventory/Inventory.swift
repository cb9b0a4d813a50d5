internal import Diagnostics
package import Model

/// Every key of some stores, in an order that people read: by environment, owner and name, then live ones, newest first.
package struct Inventory: Sendable {
    /// Which of them are listed.
    package struct Filter: Hashable, Sendable {
        /// Only keys that a server accepts.
        package var live: Bool

        /// Only keys that no identity declares.
        package var undeclared: Bool

        /// Only keys that no one used since then, as far as is known.
        package var unusedSince: Instant?

        package init(live: Bool = false, undeclared: Bool = false, unusedSince: Instant? = nil) {
            self.live = live
            self.undeclared = undeclared
            self.unusedSince = unusedSince
        }

        /// Whether a key is listed.
        package func takes(_ key: ListedKey) -> Bool {
            if live, !key.isLive { return false }
            if undeclared, key.identity != nil { return false }
            return unusedSince.map(key.isUnused) ?? true
        }
    }

    /// How many keys there are in one environment.
    package struct Count: Hashable, Sendable {
        package let environment: String
        package internal(set) var keys = 0
        package internal(set) var live = 0
        package internal(set) var undeclared = 0
        package internal(set) var listed = 0
    }

    package let keys: [ListedKey]

    /// One for each environment, by name; counted before anything was filtered out.
    package let counts: [Count]

    package let now: Instant

    package init(of views: [EnvironmentView], _ filter: Filter, now: Instant) {
        var listed: [ListedKey] = []
        var counts: [Count] = []
        for view in views.sorted(by: { NaturalOrder($0.name) < NaturalOrder($1.name) }) {
            var count = Count(environment: view.name)
            var own = view.listedKeys(now: now)
            count.keys = own.count
            for key in own {
                if key.isLive { count.live += 1 }
                if key.identity == nil { count.undeclared += 1 }
            }
            // Nothing is copied: of a hundred thousand keys each copy takes 30 MB.
            own.removeAll { !filter.takes($0) }
            own.sort(by: Self.isBefore)
            count.listed = own.count
            counts.append(count)
            if listed.isEmpty { listed = own } else { listed += own }
        }
        keys = listed
        self.counts = counts
        self.now = now
    }

    private static func isBefore(_ left: ListedKey, _ right: ListedKey) -> Bool {
        let (one, other) = (left.ownerEmail ?? left.owner, right.ownerEmail ?? right.owner)
        if one != other { return NaturalOrder(one) < NaturalOrder(other) }
        if left.owner != right.owner { return left.owner < right.owner }
        let (name, otherName) = (left.name ?? "", right.name ?? "")
        if name != otherName { return NaturalOrder(name) < NaturalOrder(otherName) }
        if left.isLive != right.isLive { return left.isLive }
        if left.createdAt != right.createdAt {
            return left.createdAt ?? .distantPast > right.createdAt ?? .distantPast
        }
        return left.row < right.row
    }
}
