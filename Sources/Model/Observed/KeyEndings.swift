/// Everything that is to be ended in a store, in one transaction.
package struct KeyEndings: Sendable, Hashable {
    /// Replaced keys that are given an end.
    package var ends: [KeyEnd] = []

    /// Rows (``KeyRow/id``) that are ended at once: `is_active` false, and an end of now unless theirs is earlier.
    ///
    /// By a described table: switched off where a column says whether a row is live, else given an end that is past; deleted where it has
    /// neither (``EndEnforcement/Means/deletion``).
    package var deactivated: [String] = []

    /// Active rows of any owner, declared or not, whose key has one of these fingerprints: deactivated at once.
    package var deactivatedKeys: [Fingerprint] = []

    /// Rows (``KeyRow/id``) that are deleted, unless they are live.
    package var deleted: [String] = []

    package init(
        ends: [KeyEnd] = [],
        deactivated: [String] = [],
        deactivatedKeys: [Fingerprint] = [],
        deleted: [String] = []
    ) {
        self.ends = ends
        self.deactivated = deactivated
        self.deactivatedKeys = deactivatedKeys
        self.deleted = deleted
    }

    package var isEmpty: Bool {
        ends.isEmpty && deactivated.isEmpty && deactivatedKeys.isEmpty && deleted.isEmpty
    }
}

/// The end that a replaced key is to be given.
package struct KeyEnd: Sendable, Hashable {
    /// ``KeyRow/id``.
    package let row: String

    /// The store writes the earlier of this and the row's own end.
    package let end: Instant

    /// What the row is called from then on, where no column holds an end; nil if one does.
    ///
    /// The end is in it (``MarkedName``), and nothing else is written, whatever end the name had before.
    package let name: String?

    package init(row: String, end: Instant, name: String? = nil) {
        self.row = row
        self.end = end
        self.name = name
    }
}
