package import Model

/// A place outside the stores where a known key stands.
package struct KeyFinding: Hashable, Sendable {
    package let place: SearchedPlace

    /// From 1.
    package let line: Int

    /// From 1, in characters.
    package let column: Int
    package let fingerprint: Fingerprint

    /// The key's rows, live ones first; at least one.
    package let rows: [ListedKey]

    /// Whether the key belongs there: the place is a fragment of its identity, or the store itself.
    package let isOwn: Bool

    /// Whether the fingerprints are keyed with a pepper, so that no command knows a key by them.
    package let isKeyed: Bool

    package init(
        place: SearchedPlace,
        line: Int,
        column: Int,
        fingerprint: Fingerprint,
        rows: [ListedKey],
        isOwn: Bool,
        isKeyed: Bool = false
    ) {
        self.place = place
        self.line = line
        self.column = column
        self.fingerprint = fingerprint
        self.rows = rows
        self.isOwn = isOwn
        self.isKeyed = isKeyed
    }

    /// Whether a server accepts the key.
    package var isLive: Bool { rows.contains(where: \.isLive) }

    /// Whether someone has to do something about it: a live key where it does not belong.
    package var isLeak: Bool { isLive && !isOwn }

    /// How the key is shown.
    package var shown: Fingerprint { rows.first?.fingerprint ?? fingerprint }
}

/// What a search for keys came to.
package struct KeySearch: Sendable {
    /// By place, line and column.
    package let findings: [KeyFinding]

    /// How many documents were looked at.
    package let documents: Int

    /// Of all of them together.
    package let bytes: Int

    /// The paths of binary files: what is packed in one of them is not seen.
    package let binary: [String]

    /// What could not be read, with why.
    package let unread: [(path: String, reason: String)]

    /// How many keys were looked for.
    package let keys: Int

    package init(
        findings: [KeyFinding],
        documents: Int,
        bytes: Int,
        binary: [String],
        unread: [(path: String, reason: String)],
        keys: Int
    ) {
        self.findings = findings
        self.documents = documents
        self.bytes = bytes
        self.binary = binary
        self.unread = unread
        self.keys = keys
    }

    /// Whether a live key was found where it does not belong.
    package var hasLeaks: Bool { findings.contains(where: \.isLeak) }
}
