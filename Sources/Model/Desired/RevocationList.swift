package import Diagnostics

/// Keys that must be live nowhere, by fingerprint: `_revoked.yaml`.
package struct RevocationList: Sendable {
    package struct Entry: Hashable, Sendable {
        /// 12 to 64 hex digits in lower case: the beginning of the key's SHA-256.
        package let fingerprint: String

        /// The day of the revocation, `2026-11-20`, for people.
        package let date: String

        package let reason: String

        /// Where the entry stands.
        package let location: SourceLocation

        package init(fingerprint: String, date: String, reason: String, location: SourceLocation) {
            self.fingerprint = fingerprint
            self.date = date
            self.reason = reason
            self.location = location
        }
    }

    package let entries: [Entry]

    /// By the first 12 digits.
    private let index: [Substring: [Int]]

    package init(_ entries: [Entry] = []) {
        self.entries = entries
        index = Dictionary(grouping: entries.indices) { entries[$0].fingerprint.prefix(12) }
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// The entry that names a key; nil for one that is not revoked.
    package func entry(for fingerprint: Fingerprint) -> Entry? {
        guard !entries.isEmpty else { return nil }
        let digits = fingerprint.hex
        return index[digits.prefix(12)]?.lazy.map { entries[$0] }.first { digits.hasPrefix($0.fingerprint) }
    }
}
