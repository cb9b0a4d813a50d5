internal import Diagnostics
internal import Model
internal import Searching
internal import State
internal import Synchronization

/// Everything that the stores of some environments know of keys, and what a search recognised by it.
///
/// A key is sought by its fingerprint, and by the digest that a store has of it instead.
final class KeyRecogniser: Sendable {
    let index: KeyIndex

    /// Keys that no search can find.
    let unsearchable: [DigestedKeys.Unsearchable]
    private let digested: DigestedKeys?

    /// By the fingerprint of a word: what stands for the rows that hold another digest of it.
    ///
    /// Of slow digests also the words that are not keys, so that none is computed twice.
    private let recognised = Mutex<[Fingerprint: Set<Fingerprint>]>([:])

    init(_ views: [EnvironmentView], keys: [ListedKey]) {
        index = KeyIndex(keys)
        digested = DigestedKeys(of: views)
        unsearchable = digested?.unsearchable ?? []
    }

    /// What a search is to look for; keeps this object.
    var sought: SoughtKeys {
        guard let digested else { return SoughtKeys(index.fingerprints) }
        return SoughtKeys(index.fingerprints) { [self] word, fingerprint in recognises(word, fingerprint, digested) }
    }

    private func recognises(
        _ word: UnsafeRawBufferPointer,
        _ fingerprint: Fingerprint,
        _ digested: DigestedKeys
    ) -> Bool {
        let quick = digested.quick(word, fingerprint)
        let isSlow = digested.isSlow(word, fingerprint)
        guard isSlow || !quick.isEmpty else { return false }
        if let known = recognised.withLock({ $0[fingerprint] }) { return !known.isEmpty }
        let found = Set(isSlow ? quick + digested.slow(word, fingerprint) : quick)
        recognised.withLock { $0[fingerprint] = found }
        return !found.isEmpty
    }

    /// The rows of a key that was found, live ones first.
    func rows(of fingerprint: Fingerprint) -> [ListedKey] {
        let others = recognised.withLock { $0[fingerprint] } ?? []
        let rows = index.rows(of: fingerprint) + others.sorted().flatMap { index.rows(of: $0) }
        return rows.filter(\.isLive) + rows.filter { !$0.isLive }
    }

    /// That some keys were not looked for.
    var problems: [Diagnostic] { digested?.problems ?? [] }
}

extension DigestedKeys {
    /// That some keys were not looked for, by environment.
    var problems: [Diagnostic] { unsearchable.map { .keysNotSearched(in: $0.environment, count: $0.count) } }
}

extension Diagnostic {
    /// Keys of a store of which each has a digest that a word cannot be looked up by.
    static func keysNotSearched(in environment: String, count: Int) -> Diagnostic {
        let keys = count == 1 ? "1 key of \(environment) was" : "\(count) keys of \(environment) were"
        return Diagnostic(
            .error,
            CommandCode.keysNotSearched,
            "\(keys) not searched for",
            detail: """
                Each row has a salt of its own, and its lookup column is empty or the same in many rows: so it is unknown which \
                word to compare with it.
                """,
            fix: "replace these keys, or choose other environments with -e",
            address: environment
        )
    }
}
