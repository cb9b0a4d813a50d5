import Model

/// A row of the key table, with what the simulation knows about it besides.
struct SimulatedRow {
    var row: KeyRow
    /// Nil for one that a person inserted.
    let issuedBy: Int?
    var retirement: Retirement?
    /// A run deactivated it, as somebody or the declarations asked for.
    var isEndedAsAsked = false
    /// A run was asked to end it, and gave it a near end when it issued its successor.
    var isRevocationBegun = false
    /// A person deactivated it or set its end.
    var isEndedByOperator = false
    /// It came from another environment's database.
    var isFed = false

    /// When a run gave the row its end.
    struct Retirement {
        let overlap: Duration
        /// How far the run's clock was behind the server's: the overlap is shorter by as much.
        let lag: Int64
    }

    var fingerprint: Fingerprint { row.fingerprint }
    var end: Int64 { row.expiresAt?.microseconds ?? .max }

    /// By the rules of the seed's server.
    func isAccepted(at now: Instant) -> Bool {
        row.isActive == true && now.microseconds <= end
    }

    mutating func change(isActive: Bool? = nil, expiresAt: Instant? = nil, lastUsedAt: Instant? = nil) {
        row = KeyRow(
            id: row.id,
            owner: row.owner,
            name: row.name,
            plaintext: row.plaintext,
            isActive: isActive ?? row.isActive,
            expiresAt: expiresAt ?? row.expiresAt,
            createdAt: row.createdAt,
            lastUsedAt: lastUsedAt ?? row.lastUsedAt
        )
    }
}
