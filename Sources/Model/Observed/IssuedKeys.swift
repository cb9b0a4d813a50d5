/// What an environment's audit file says about keys that were issued or revoked, and about folders that were written to.
package struct IssuedKeys: Sendable {
    /// The identity that each key was issued for, by the key's fingerprint as it is shown.
    private var identities: [String: String] = [:]

    /// Every output folder that runs wrote to, absolute.
    package var outputs: Set<String> = []

    /// The day, `2026-11-20`, on which each key was ended at once, by its fingerprint as it is shown; and by the mark of its
    /// row, where the row does not say which key it holds.
    package var revoked: [String: String] = [:]

    /// The fingerprints, as they are shown, of those of ``revoked`` that are marks of rows.
    package var revokedByRow: [String: String] = [:]

    /// Keys that runs were about to end at once and whose `onEnd` is not known to have succeeded since, by their
    /// fingerprints as they are shown; with the identity that declares each.
    package var owed: [String: String?] = [:]

    /// Keys that runs were asked by hand to end at once, and of which nothing says that it happened, by their fingerprints
    /// as they are shown; with the day, `2026-11-20`, on which a run was first asked.
    package var unrevoked: [String: String] = [:]

    /// Keys of which `onChange` has told consumers with success, by their fingerprints as they are shown.
    ///
    /// Noted only where no row can show it.
    private var told: Set<String> = []

    /// What came of reading the file.
    package var reading = Reading.notDeclared

    /// What came of reading an audit file.
    package enum Reading: Hashable, Sendable {
        case notDeclared
        case read
        case missing
        /// Why, as a clause.
        case unreadable(String)
    }

    package init() {}

    /// Notes for whom a key was issued, by its fingerprint as it was written.
    package mutating func note(_ key: String, of identity: String) { identities[key] = identity }

    /// Notes that consumers were told of a key, by its fingerprint as it was written.
    package mutating func noteTold(_ key: String) { told.insert(key) }

    /// Whether the file says that consumers were told of a key.
    package func isTold(_ key: Fingerprint) -> Bool { key.name.map(told.contains) ?? false }

    /// The identity that a key was issued for; nil if nothing tells it.
    ///
    /// Earlier lines name every key by its digits, also one that could be guessed.
    package func identity(of key: Fingerprint) -> String? {
        guard !identities.isEmpty else { return nil }
        return key.name.flatMap { identities[$0] } ?? (key.isGuessable ? identities[key.digits] : nil)
    }
}
