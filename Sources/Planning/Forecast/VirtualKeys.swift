internal import Model

/// Keys that no one has: rows for the world of a forecast.
///
/// Of the declared format, so that the planner takes them for what they stand for; drawn from a counter, so that the
/// same forecast is always the same. They are shown nowhere.
struct VirtualKeys {
    private var number: UInt64 = 0

    /// A key of an identity as a run at some moment issues it.
    mutating func row(for identity: Identity, createdAt: Instant, now: Instant) -> KeyRow {
        number += 1
        var bytes = [UInt8](repeating: 0xA5, count: identity.key.format.bytes)
        for index in 0..<8 { bytes[bytes.count - 1 - index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))) }
        let secret = identity.key.format.key(from: bytes)
        return KeyRow(
            id: Fingerprint(of: secret).rowID.dashed,
            owner: identity.owner.id,
            name: identity.key.name,
            plaintext: secret,
            isActive: true,
            expiresAt: identity.rotation.expires.map { now + $0 },
            createdAt: createdAt,
            lastUsedAt: nil
        )
    }
}
