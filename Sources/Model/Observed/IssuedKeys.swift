/// What an environment's audit file tells of keys that were issued and of folders that were written to.
package struct IssuedKeys: Sendable {
    /// The identity that each key was issued for, by the first 12 hex digits of the key's fingerprint.
    package var identities: [String: String] = [:]

    /// Every output folder that runs wrote to, absolute.
    package var outputs: Set<String> = []

    package init() {}
}
