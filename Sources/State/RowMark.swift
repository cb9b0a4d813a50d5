package import Model

/// What tells a row of a key table from every other: two databases that hold the same mark hold copies of one row.
package struct RowMark: Hashable, Sendable {
    package let id: String
    package let fingerprint: Fingerprint
    package let createdAt: Instant

    /// Nil where the row says too little to be recognised elsewhere.
    init?(id: String, _ fingerprint: Fingerprint, createdAt: Instant?) {
        guard !id.isEmpty, let createdAt else { return nil }
        self.id = id
        self.fingerprint = fingerprint
        self.createdAt = createdAt
    }
}
