/// What an environment's audit file tells of keys that were issued or revoked, and of folders that were written to.
package struct IssuedKeys: Sendable {
    /// The identity that each key was issued for, by the first 12 hex digits of the key's fingerprint.
    package var identities: [String: String] = [:]

    /// Every output folder that runs wrote to, absolute.
    package var outputs: Set<String> = []

    /// The day, `2026-11-20`, on which each key was ended at once, by the first 12 hex digits of its fingerprint.
    package var revoked: [String: String] = [:]

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
}
