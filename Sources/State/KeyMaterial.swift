package import Fragments
package import Model
internal import Redaction

/// Where the text of a row's key comes from, and the one place that knows: what delivers, judges or presents a key asks
/// here and never the row (`Scripts/check-imports.sh` keeps it so).
///
/// A store that keeps the keys themselves has the text in its rows. One that keeps digests has it only in the fragments
/// of the identity, and beside them in what killed runs left, so every answer may be nil.
package struct KeyMaterial: Sendable {
    /// Found in files, by ``KeyRow/id``.
    private let texts: [String: Secret]

    /// Whether keys have a public part.
    private let hasPublicIDs: Bool

    /// Nothing but what rows hold.
    package init() {
        texts = [:]
        hasPublicIDs = false
    }

    /// Looks through files only where the store keeps digests.
    init(of observed: ObservedEnvironment) {
        texts = KeyTexts.found(in: observed)
        hasPublicIDs = observed.environment.profile?.publicID != nil
    }

    /// The text of a row's key; nil if it cannot be had.
    package func text(of row: KeyRow) -> Secret? { row.plaintext ?? texts[row.id] }

    /// Whether the text of a row's key can be had.
    package func isRecoverable(_ row: KeyRow) -> Bool { row.plaintext != nil || texts[row.id] != nil }

    /// A row's key as it is delivered; nil if its text cannot be had.
    package func key(of row: KeyRow) -> CurrentKey? {
        text(of: row).map { CurrentKey(secret: $0, fingerprint: row.fingerprint, publicID: row.publicID) }
    }

    /// Whether a row's key is written as a format says; nil if its text cannot be had.
    package func matches(_ row: KeyRow, _ format: KeyFormat) -> Bool? { text(of: row).map(format.matches) }

    /// Whether an identity delivers the public part of its key, and a row has none that files can carry.
    ///
    /// What a run does not write itself is carried over where it could be a key, so a public part is as long as one.
    package func lacksPublicID(_ row: KeyRow, of identity: Identity) -> Bool {
        guard hasPublicIDs, identity.deliveries.contains(where: \.holdsPublicID) else { return false }
        var text = row.publicID ?? ""
        return !text.withUTF8 { KeyWord.isWholeKey(UnsafeRawBufferPointer($0)) }
    }

    /// Whether a row's key looks drawn at random in a format, so that its fingerprint confirms no guess; false where its
    /// text cannot be had.
    package func looksDrawn(_ row: KeyRow, as format: KeyFormat) -> Bool {
        text(of: row).map(format.looksDrawn) ?? false
    }
}
