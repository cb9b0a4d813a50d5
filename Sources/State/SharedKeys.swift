package import Model

/// Which keys more than one environment holds or held: live, delivered, in any file, or ended in a row that is still
/// there (promise 2).
///
/// A shared key is exposed in all environments as soon as it leaks in one. Files do not mark their keys, so words in
/// files are compared only with keys of databases and with watched values.
package struct SharedKeys: Sendable {
    /// Every place of each shared key, by environment.
    package let holdings: [Fingerprint: [Holding]]

    /// Where each shared key was found, by environment; under every spelling of it.
    package let places: [Fingerprint: [Place]]

    /// Those that are the same row in several databases.
    package let copied: CopiedKeys

    /// The one spelling under which each of them is listed, by every spelling.
    private let names: [Fingerprint: Fingerprint]

    package init(among views: [EnvironmentView], now: Instant) {
        self.init(of: views, now: now)
    }

    package init<Inventory: KeyInventory>(of inventories: [Inventory], now: Instant) {
        let names = Self.names(of: Self.sharedFingerprints(of: inventories, now: now), inventories)
        var holdings: [Fingerprint: [Holding]] = [:]
        if !names.isEmpty {
            var seen: Set<Found> = []
            for inventory in inventories {
                func add(_ fingerprint: Fingerprint, _ kind: Place.Kind, _ form: Holding.Form) {
                    let holding = Holding(Place(environment: inventory.name, kind: kind), form)
                    guard seen.insert(Found(fingerprint: fingerprint, holding: holding)).inserted else { return }
                    holdings[fingerprint, default: []].append(holding)
                }
                inventory.forEachKnown(at: now) { fingerprint, found in
                    guard let name = names[fingerprint] else { return }
                    let (kind, form) = found()
                    add(name, kind, form)
                }
                inventory.forEachWritten { fingerprint, kind in
                    if let name = names[fingerprint] { add(name, kind(), .written) }
                }
            }
        }
        self.holdings = holdings
        self.names = names
        copied = names.isEmpty ? .none : CopiedKeys(in: inventories, names, holdings)
        let found = holdings.mapValues { holdings in
            var told: Set<Place> = []
            return holdings.map(\.place).filter { told.insert($0).inserted }
        }
        places = names.compactMapValues { found[$0] }
    }

    private struct Found: Hashable {
        let fingerprint: Fingerprint
        let holding: Holding
    }

    /// Where else a key was found, seen from one environment; nil if it is that environment's alone.
    ///
    /// Copies of the environment's own row, and fragments that are delivered from them, do not count: only the
    /// environment that holds the copy has someone else's key.
    package func places(of fingerprint: Fingerprint, outside environment: String) -> [Place]? {
        guard var others = places[fingerprint]?.filter({ $0.environment != environment }) else { return nil }
        if let group = copied(fingerprint, in: environment), group.origin == nil || group.origin == environment {
            others.removeAll { group.members.contains($0.environment) && $0.kind.followsRow }
        }
        return others.isEmpty ? nil : others
    }

    /// Every place of a key, under any spelling; empty for a key of a single environment.
    package func holdings(of fingerprint: Fingerprint) -> [Holding] {
        names[fingerprint].flatMap { holdings[$0] } ?? []
    }

    /// The environments that hold a key by the row by which this one does; nil if the row is its own.
    package func copied(_ fingerprint: Fingerprint, in environment: String) -> CopiedKeys.Group? {
        names[fingerprint].flatMap { copied.group(of: $0, in: environment) }
    }

    /// The one spelling under which each shared key is listed, by every spelling.
    private static func names<Inventory: KeyInventory>(
        of shared: Set<Fingerprint>,
        _ inventories: [Inventory]
    ) -> [Fingerprint: Fingerprint] {
        guard !shared.isEmpty else { return [:] }
        var names: [Fingerprint: Fingerprint] = [:]
        for inventory in inventories {
            inventory.forEachSpelling { fingerprint, other in
                guard shared.contains(fingerprint) || shared.contains(other) else { return }
                let name = names[fingerprint] ?? names[other] ?? fingerprint
                names[fingerprint] = name
                names[other] = name
            }
        }
        for fingerprint in shared where names[fingerprint] == nil { names[fingerprint] = fingerprint }
        return names
    }

    /// The first 64 bits of every key that two environments may share.
    ///
    /// Nearly always none: then no table of all keys is made, and nothing is hashed. Bits of a fingerprint are as good as
    /// random, and say themselves where in a table they are looked for.
    private static func suspects<Inventory: KeyInventory>(among inventories: [Inventory], now: Instant) -> Set<UInt64> {
        var found: [(bits: UInt64, inventory: Int)] = []
        // Written down in about three places, a row and two fragments, and perhaps in two spellings.
        found.reserveCapacity(inventories.reduce(0) { $0 + 4 * $1.knownCount })
        for (index, inventory) in inventories.enumerated() {
            inventory.forEachKnown(at: now) { fingerprint, _ in found.append((fingerprint.leadingBits, index)) }
            inventory.forEachSpelling { _, other in found.append((other.leadingBits, index)) }
            inventory.forEachWritten { fingerprint, _ in found.append((fingerprint.leadingBits, index)) }
        }
        let free: Int32 = -1
        let size = 1 << (Int.bitWidth - found.count.leadingZeroBitCount + 1)
        // Each the place of what was found first: a copy of that would take four times the memory.
        var slots = [Int32](repeating: free, count: size)
        var suspects: Set<UInt64> = []
        for (place, (bits, inventory)) in found.enumerated() {
            var slot = Int(truncatingIfNeeded: bits) & (size - 1)
            while slots[slot] != free, found[Int(slots[slot])].bits != bits { slot = (slot + 1) & (size - 1) }
            if slots[slot] == free { slots[slot] = Int32(place) }
            if found[Int(slots[slot])].inventory != inventory { suspects.insert(bits) }
        }
        return suspects
    }

    /// One pass over all rows, which remembers only the first environment of each key, then one over files.
    private static func sharedFingerprints<Inventory: KeyInventory>(
        of inventories: [Inventory],
        now: Instant
    ) -> Set<Fingerprint> {
        guard inventories.count > 1 else { return [] }
        let suspects = suspects(among: inventories, now: now)
        guard !suspects.isEmpty else { return [] }
        var home: [Fingerprint: Int] = [:]
        var shared: Set<Fingerprint> = []
        for (index, inventory) in inventories.enumerated() {
            func settle(_ fingerprint: Fingerprint) {
                guard suspects.contains(fingerprint.leadingBits) else { return }
                if let first = home[fingerprint] {
                    if first != index { shared.insert(fingerprint) }
                } else {
                    home[fingerprint] = index
                }
            }
            inventory.forEachKnown(at: now) { fingerprint, _ in settle(fingerprint) }
            inventory.forEachSpelling { _, other in settle(other) }
        }
        for (index, inventory) in inventories.enumerated() {
            inventory.forEachWritten { fingerprint, _ in
                if let first = home[fingerprint], first != index { shared.insert(fingerprint) }
            }
        }
        return shared
    }
}

extension Place.Kind {
    /// Whether it is a row, or a fragment that is written from one.
    fileprivate var followsRow: Bool {
        switch self {
        case .identity, .ended, .unmanaged, .endedUnmanaged, .otherOwner, .endedOtherOwner, .file: true
        case .otherFile, .watched: false
        }
    }
}
