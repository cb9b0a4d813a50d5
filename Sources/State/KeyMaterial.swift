package import Fragments
package import Model

/// Where the text of a row's key comes from, and the one place that knows: what delivers, judges or presents a key asks
/// here and never the row (`Scripts/check-imports.sh` keeps it so).
///
/// A store that keeps the keys themselves has the text in its rows. One that keeps digests has it only in the fragments
/// of the identity, and beside them in what killed runs left, so every answer may be nil.
package struct KeyMaterial: Sendable {
    /// Found in files, by ``KeyRow/id``.
    private let texts: [String: Secret]

    /// Nothing but what rows hold.
    package init() { texts = [:] }

    /// Looks through files only where the store keeps digests.
    init(of observed: ObservedEnvironment) { texts = KeyTexts.found(in: observed) }

    /// The text of a row's key; nil if it cannot be had.
    package func text(of row: KeyRow) -> Secret? { row.plaintext ?? texts[row.id] }

    /// Whether the text of a row's key can be had.
    package func isRecoverable(_ row: KeyRow) -> Bool { row.plaintext != nil || texts[row.id] != nil }

    /// A row's key as it is delivered; nil if its text cannot be had.
    package func key(of row: KeyRow) -> CurrentKey? {
        text(of: row).map { CurrentKey(secret: $0, fingerprint: row.fingerprint) }
    }

    /// Whether a row's key is written as a format says; nil if its text cannot be had.
    package func matches(_ row: KeyRow, _ format: KeyFormat) -> Bool? { text(of: row).map(format.matches) }

    /// Whether a row's key looks drawn at random in a format, so that its fingerprint confirms no guess; false where its
    /// text cannot be had.
    package func looksDrawn(_ row: KeyRow, as format: KeyFormat) -> Bool {
        text(of: row).map(format.looksDrawn) ?? false
    }
}
