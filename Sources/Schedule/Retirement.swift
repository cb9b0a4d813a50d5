package import Model

extension Rotation {
    /// How far the clocks of two machines may be apart before an end that one wrote looks wrong to the other.
    package static let clockTolerance = Duration.seconds(300)

    /// How long a key that is to be revoked keeps working at most once its successor is in the store: enough to deliver
    /// that, and to run a command.
    ///
    /// Written as its end in the transaction that issues, so that a revocation that is interrupted at any later point ends the key all the
    /// same. No longer than ``clockTolerance``: a later run must not take it for an end that is still to be set.
    package static let revocationMargin = clockTolerance

    /// Whether an end says that a revocation was begun when the key's successor was issued.
    ///
    /// Where the overlap is as short as that, it does not tell: the key expires then.
    ///
    /// `unit`: what an end is rounded up to.
    package func isRevocation(
        end: Instant?,
        ofKeyReplacedAt issued: Instant?,
        unit: Duration = .seconds(1)
    ) -> Bool {
        guard let end, let issued, overlap > Self.revocationMargin + .seconds(2) else { return false }
        let distance = end - (issued + Self.revocationMargin)
        // A column may hold whole seconds.
        return distance >= .seconds(-1) && distance <= unit
    }

    /// The end that a replaced key is given; nil if the end that it has is early enough already.
    ///
    /// A key that was retired at some moment ends an overlap after that, which is never later than an overlap after any
    /// later moment. So a second run finds nothing to do, without anything having been written down.
    package func end(retiredAt now: Instant, expiresAt: Instant?) -> Instant? {
        let end = now + overlap
        guard let expiresAt, expiresAt <= end + Self.clockTolerance else { return end }
        return nil
    }
}
