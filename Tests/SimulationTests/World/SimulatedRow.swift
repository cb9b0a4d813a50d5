import Model

/// A row of the key table, with what the simulation knows about it besides.
struct SimulatedRow {
    var row: KeyRow
    /// Nil for one that a person inserted.
    let issuedBy: Int?
    var retirement: Retirement?
    /// A run deactivated it, as someone or the declarations asked for.
    var isEndedAsAsked = false
    /// A run was asked to end it, and gave it a near end when it issued its successor.
    var isRevocationBegun = false
    /// A person deactivated it or set its end.
    var isEndedByOperator = false
    /// The end that stands behind its name, where no server enforces one.
    var promisedEnd: Instant?

    /// Whether that is behind a mark of the row itself, and not of its key.
    var standsForKey = false

    /// Whether the mark behind its name says which key it is of.
    var isKnownByMark: Bool { issuedBy != nil || promisedEnd != nil && !standsForKey }
    /// A run ended it since its end had passed.
    var isEndCarriedOut = false
    /// It came from another environment's database.
    var isFed = false

    /// When a run gave the row its end.
    struct Retirement {
        let overlap: Duration
        /// How far the run's clock was behind the server's: the overlap is shorter by as much.
        let lag: Int64
    }

    var fingerprint: Fingerprint { row.fingerprint }

    /// The key's text, which the world knows also where its store keeps a digest.
    var secret: Secret { row.plaintext ?? { preconditionFailure("a row of the world has its text") }() }

    /// The row as a store that keeps digests shows it.
    var digested: KeyRow {
        KeyRow(
            id: row.id,
            owner: row.owner,
            markedName: issuedBy == nil && promisedEnd == nil ? row.name : markedName,
            digest: fingerprint,
            isActive: row.isActive,
            expiresAt: row.expiresAt,
            createdAt: row.createdAt,
            lastUsedAt: row.lastUsedAt
        )
    }

    /// The row as a store shows it that keeps another digest than the fingerprint.
    func digested(_ digest: DigestedKey, isMarked: Bool = true) -> KeyRow {
        let isIssued = issuedBy != nil || promisedEnd != nil
        return KeyRow(
            id: row.id,
            owner: row.owner,
            markedName: isIssued && isMarked ? markedName : row.name,
            digested: digest,
            isActive: row.isActive,
            expiresAt: row.expiresAt,
            createdAt: row.createdAt,
            lastUsedAt: row.lastUsedAt
        )
    }

    /// The row as a store shows it that keeps digests and has no column for a name.
    var unnamed: KeyRow {
        KeyRow(
            id: row.id,
            owner: row.owner,
            markedName: row.name,
            digest: fingerprint,
            isActive: row.isActive,
            expiresAt: row.expiresAt,
            createdAt: row.createdAt,
            lastUsedAt: row.lastUsedAt
        )
    }

    /// The row as a store shows it that keeps the keys and has no column for an end.
    var marked: KeyRow {
        KeyRow(
            id: row.id,
            owner: row.owner,
            markedName: promisedEnd == nil ? row.name : markedName,
            plaintext: secret,
            isIssued: issuedBy != nil,
            isActive: row.isActive,
            expiresAt: row.expiresAt,
            createdAt: row.createdAt,
            lastUsedAt: row.lastUsedAt
        )
    }

    /// With the mark by which Keyturn's rows are known, and the end where no column holds it.
    var markedName: String? {
        row.name.map { name in
            standsForKey
                ? MarkedName(name, ofRow: row.id, until: promisedEnd).text
                : MarkedName(name, of: fingerprint, until: promisedEnd).text
        }
    }

    var end: Int64 { promisedEnd?.microseconds ?? enforcedEnd }

    /// From when on the server refuses it.
    var enforcedEnd: Int64 { row.expiresAt?.microseconds ?? .max }

    /// By the rules of the seed's server.
    func isAccepted(at now: Instant) -> Bool {
        row.isActive == true && now.microseconds <= enforcedEnd
    }

    mutating func change(isActive: Bool? = nil, expiresAt: Instant? = nil, lastUsedAt: Instant? = nil) {
        row = row.with(expiresAt: expiresAt, lastUsedAt: lastUsedAt, isActive: isActive)
    }
}
