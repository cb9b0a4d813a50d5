package import Model

/// What tells a row of a key table from every other: two databases that hold the same mark hold copies of one row.
package struct RowMark: Hashable, Sendable {
    package let fingerprint: Fingerprint
    private let row: Row

    private enum Row: Hashable {
        /// A salt is drawn for each row, so that copies alone have the same.
        case itself(id: String, createdAt: Instant, salt: String?)

        /// A digest of the same, where it was written down for others.
        case digest(Fingerprint)
    }

    /// Nil if the row says too little to be recognised elsewhere.
    init?(id: String, _ fingerprint: Fingerprint, createdAt: Instant?, salt: String? = nil) {
        // Where nothing says when a row was made, two rows have the same UUID only as copies.
        guard !id.isEmpty, let createdAt = createdAt ?? RowUUID(id).map({ _ in .distantPast }) else { return nil }
        self.fingerprint = fingerprint
        row = .itself(id: id, createdAt: createdAt, salt: salt)
    }

    /// A row of which someone wrote the digest down.
    package init(digest: Fingerprint, _ fingerprint: Fingerprint) {
        self.fingerprint = fingerprint
        row = .digest(digest)
    }

    /// A digest of the row's id and time, without the key: ids are not told to others.
    package var digest: Fingerprint {
        switch row {
        case .itself(let id, let createdAt, let salt):
            Fingerprint(
                of: Secret(
                    text: "keyturn row\u{0}\(id)\u{0}\(createdAt.microseconds)" + (salt.map { "\u{0}\($0)" } ?? "")
                )
            )
        case .digest(let digest): digest
        }
    }
}
