/// What the key's column held of rows that a transaction ended at once, as a profile's `onEnd` asks for it by `{stored}`:
/// a digest with its prefix; where the column holds bytes, in hexadecimal.
///
/// Nothing of a table that holds the keys themselves, or whose profile does not ask.
package struct EndedTexts: Sendable, Hashable {
    /// By ``KeyRow/id``, of rows that were named by it.
    package var byRow: [String: String] = [:]

    /// Of rows that were named by their key: several may hold one.
    package var byKey: [Fingerprint: [String]] = [:]

    package init() {}
}
