internal import Model
internal import Schedule

extension Rotation {
    /// When the rotation of an identity's key is due and may start; nil for never.
    func next(of key: KeyRow, at address: Address, asOf now: Instant) -> RotationTime? {
        next(
            createdAt: key.issueDate(asOf: now),
            expiresAt: key.expiresAt,
            delay: delay(of: address),
            first: firstTurns(of: key, at: address),
            asOf: now
        )
    }

    /// Whether a key must be replaced now for its end, whatever its schedule says.
    func isEndNear(of key: KeyRow, asOf now: Instant) -> Bool {
        key.expiresAt.map { $0 - overlap <= now } ?? false
    }

    /// Those of a key that Keyturn did not issue, as far as its row tells; nil for others.
    func firstTurns(of key: KeyRow, at address: Address) -> FirstTurns? {
        key.isIssuedByKeyturn ? nil : firstTurns(of: address)
    }
}
