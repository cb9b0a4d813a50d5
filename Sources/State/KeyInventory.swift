package import Model

/// What an environment holds, however that became known.
package protocol KeyInventory: Sendable {
    var name: String { get }

    /// About how many keys ``forEachKnown(at:_:)`` goes over.
    var knownCount: Int { get }

    /// Goes over everything that a store knows, or that is watched; names the place only when asked, since that builds
    /// strings.
    func forEachKnown(at now: Instant, _ body: (Fingerprint, () -> (Place.Kind, Holding.Form)) -> Void)

    /// Goes over the keys that have another spelling, with that.
    func forEachSpelling(_ body: (Fingerprint, _ other: Fingerprint) -> Void)

    /// Goes over every word in a file that could be a key.
    func forEachWritten(_ body: (Fingerprint, () -> Place.Kind) -> Void)

    /// Goes over the rows that can be recognised in another store.
    func forEachRow(_ body: (RowMark) -> Void)

    /// Whether its store follows another one, which writes its rows.
    var isReplica: Bool { get }

    /// Whether it is written down that the key was issued here.
    func issued(_ key: Fingerprint) -> Bool
}

extension KeyInventory {
    package func forEachSpelling(_ body: (Fingerprint, _ other: Fingerprint) -> Void) {}
    package func forEachRow(_ body: (RowMark) -> Void) {}
    package var isReplica: Bool { false }
    package func issued(_ key: Fingerprint) -> Bool { false }
}
