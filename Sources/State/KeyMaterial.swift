package import Fragments
package import Model

/// Where the text of a row's key comes from, and the one place that knows: what delivers, judges or presents a key asks
/// here and never the row (`Scripts/check-imports.sh` keeps it so).
///
/// A store that keeps the keys themselves has the text in its rows. One that keeps digests will have it only in the
/// fragments that hold it, so every answer may be nil.
package struct KeyMaterial: Sendable {
    package init() {}

    /// The text of a row's key; nil where it cannot be had.
    package func text(of row: KeyRow) -> Secret? { row.plaintext }

    /// A row's key as it is delivered; nil where its text cannot be had.
    package func key(of row: KeyRow) -> CurrentKey? {
        text(of: row).map { CurrentKey(secret: $0, fingerprint: row.fingerprint) }
    }

    /// Whether a row's key is written as a format says; nil where its text cannot be had.
    package func matches(_ row: KeyRow, _ format: KeyFormat) -> Bool? { text(of: row).map(format.matches) }

    /// Whether a row's key looks drawn at random in a format, so that its fingerprint confirms no guess; false where its
    /// text cannot be had.
    package func looksDrawn(_ row: KeyRow, as format: KeyFormat) -> Bool {
        text(of: row).map(format.looksDrawn) ?? false
    }
}
