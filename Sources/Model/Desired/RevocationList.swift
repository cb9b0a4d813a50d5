package import Diagnostics

/// Keys that must be live nowhere, by fingerprint: those of `_revoked.yaml`, and those that are published.
package struct RevocationList: Sendable {
    /// An entry of `_revoked.yaml`.
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

    /// Why a key must be live nowhere.
    package enum Ban: Hashable, Sendable {
        case listed(Entry)
        case published(PublishedKey)

        /// Where the entry stands; nil for one that is built in.
        package var location: SourceLocation? {
            switch self {
            case .listed(let entry): entry.location
            case .published: nil
            }
        }
    }

    /// Those of `_revoked.yaml`.
    package let entries: [Entry]

    /// By the first 48 bits, which is what 12 digits are.
    private let index: [UInt64: [Ban]]

    package init(_ entries: [Entry] = [], published: [PublishedKey] = PublishedKey.all) {
        self.entries = entries
        // What a team lists itself, with its own reason, comes first.
        let bans = entries.map(Ban.listed) + published.map(Ban.published)
        index = Dictionary(grouping: bans) { ban in
            switch ban {
            case .listed(let entry): UInt64(entry.fingerprint.prefix(12), radix: 16) ?? 0
            case .published(let key): key.fingerprint.leadingBits >> 16
            }
        }
    }

    /// Whether no key at all is banned, be it listed or published.
    package var isEmpty: Bool { index.isEmpty }

    /// Why a row's key must be live nowhere, however it is spelled; nil for one that may.
    package func ban(of row: KeyRow) -> Ban? { ban(of: row.fingerprint) ?? row.otherSpelling.flatMap { ban(of: $0) } }

    /// As ``ban(of:)-(KeyRow)``, of a row whose secret stays in the database.
    package func ban(of key: StoreObservation.OtherKey) -> Ban? {
        ban(of: key.fingerprint) ?? key.otherSpelling.flatMap { ban(of: $0) }
    }

    /// Why a key must be live nowhere; nil for one that may.
    ///
    /// Asked for every row: no text is made but for the one in many that is banned.
    package func ban(of fingerprint: Fingerprint) -> Ban? {
        index[fingerprint.leadingBits >> 16]?.first { ban in
            switch ban {
            case .listed(let entry): fingerprint.hex.hasPrefix(entry.fingerprint)
            case .published(let key): key.fingerprint == fingerprint
            }
        }
    }
}
