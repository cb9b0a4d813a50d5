package import Diagnostics

/// Keys that must not be live anywhere, by fingerprint: those of `_revoked.yaml`, those that are published, and those that an
/// audit file tells to have been revoked.
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

        /// The first 48 bits, which every entry says: what 12 digits are.
        package var leadingBits: UInt64 { UInt64(fingerprint.prefix(12), radix: 16) ?? 0 }
    }

    /// Why a key must be live nowhere.
    package enum Ban: Hashable, Sendable {
        case listed(Entry)
        case published(PublishedKey)

        /// An audit file says that the key was revoked, on a day such as `2026-11-20`.
        case recorded(date: String)

        /// Where the entry stands; nil for one that is in no file of the configuration.
        package var location: SourceLocation? {
            switch self {
            case .listed(let entry): entry.location
            case .published, .recorded: nil
            }
        }
    }

    /// Those of `_revoked.yaml`.
    package let entries: [Entry]

    /// By the first 48 bits, which is what 12 digits are.
    private var index: [UInt64: [Ban]]

    /// Of keys that could be guessed, by the mark of their row.
    private var marks: [String: Ban] = [:]

    package init(_ entries: [Entry] = [], published: [PublishedKey] = PublishedKey.all) {
        self.entries = entries
        // What a team lists itself, with its own reason, comes first.
        let bans = entries.map(Ban.listed) + published.map(Ban.published)
        index = Dictionary(grouping: bans) { ban in
            switch ban {
            case .listed(let entry): entry.leadingBits
            case .published(let key): key.fingerprint.leadingBits >> 16
            case .recorded: 0
            }
        }
    }

    /// With keys that an environment's audit file tells to have been revoked there: the day of each, by its
    /// fingerprint as it is shown.
    ///
    /// What is in `_revoked.yaml`, with its reason, comes first.
    package func including(_ recorded: [String: String]) -> RevocationList {
        guard !recorded.isEmpty else { return self }
        var list = self
        for (digits, date) in recorded {
            if Fingerprint.isRowMark(digits) { list.marks[digits] = .recorded(date: date) }
            guard digits.utf8.count == 12, let bits = UInt64(digits, radix: 16) else { continue }
            list.index[bits, default: []].append(.recorded(date: date))
        }
        return list
    }

    /// Whether no key at all is banned, be it listed or published.
    package var isEmpty: Bool { index.isEmpty && marks.isEmpty }

    /// Why a row's key must be live nowhere, however it is spelled; nil for one that may.
    package func ban(of row: KeyRow) -> Ban? {
        ban(of: row.fingerprint, or: row.otherSpelling) ?? row.soleMark.flatMap { ban(ofMark: $0) }
    }

    /// As ``ban(of:)-(KeyRow)``, of a row whose secret stays in the database.
    package func ban(of key: StoreObservation.OtherKey) -> Ban? {
        ban(of: key.fingerprint, or: key.otherSpelling) ?? key.soleMark.flatMap { ban(ofMark: $0) }
    }

    /// Why a key must be live nowhere of which no more than 12 digits is known: those are all that the index holds.
    ///
    /// An entry may say more digits. That another key begins with the same 12 is not to be expected.
    private func ban(ofMark digits: String) -> Ban? { UInt64(digits, radix: 16).flatMap { index[$0]?.first } }

    /// Why a key must be live nowhere that is spelled in one way or in two.
    package func ban(of fingerprint: Fingerprint, or other: Fingerprint?) -> Ban? {
        ban(of: fingerprint) ?? other.flatMap { ban(of: $0) }
    }

    /// Why a key must be live nowhere; nil for one that may.
    ///
    /// Asked for every row: no text is made but for the one in many that is banned.
    package func ban(of fingerprint: Fingerprint) -> Ban? {
        if fingerprint.isGuessable, !marks.isEmpty, let ban = marks[fingerprint.description] { return ban }
        return index[fingerprint.leadingBits >> 16]?.first { ban in
            switch ban {
            case .listed(let entry): fingerprint.hex.hasPrefix(entry.fingerprint)
            case .published(let key): key.fingerprint == fingerprint
            // All that an audit file tells is what the index holds.
            case .recorded: true
            }
        }
    }
}
