package import Model
internal import Schedule

extension RowTrial {
    /// One for each identity, also for one whose keys are only ended.
    package static func all(in environment: Environment, now: Instant) -> [RowTrial] {
        // A row that is retired is older than its end.
        let created = now - .seconds(60)
        return environment.identities.enumerated().map { index, identity in
            let expires = identity.rotation.expires.map { created + $0 }
            return RowTrial(
                identity: identity.name,
                owner: identity.owner,
                key: NewKey(
                    owner: identity.owner.id,
                    name: identity.key.name,
                    secret: identity.key.format.key(from: bytes(index, count: identity.key.format.bytes)),
                    createdAt: created,
                    expiresAt: expires,
                    publicID: environment.profile?.publicID?.text(from: bytes(index, count: 32)),
                    values: identity.key.values
                ),
                end: identity.rotation.end(retiredAt: now, expiresAt: expires) ?? expires ?? now
            )
        }
    }

    /// Others for each identity, since keys are unique.
    private static func bytes(_ seed: Int, count: Int) -> [UInt8] {
        var state = UInt64(truncatingIfNeeded: seed) &+ 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 40)
        }
    }
}
