internal import Model
internal import Schedule

extension Rotation {
    /// When the rotation of an identity's key is due and may start; nil for never.
    func next(of key: KeyRow, at address: Address, asOf now: Instant) -> RotationTime? {
        next(
            createdAt: key.issueDate(asOf: now),
            expiresAt: key.expiresAt,
            delay: delay(of: address),
            asOf: now
        )
    }
}
