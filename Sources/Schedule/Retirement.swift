package import Model

extension Rotation {
    /// How far the clocks of two machines may be apart before an end that one wrote looks wrong to the other.
    package static let clockTolerance = Duration.seconds(300)

    /// The end that a replaced key is given; nil where the end that it has is early enough already.
    ///
    /// A key that was retired at some moment ends an overlap after that, which is never later than an overlap after any
    /// later moment. So a second run finds nothing to do, without anything having been written down.
    package func end(retiredAt now: Instant, expiresAt: Instant?) -> Instant? {
        let end = now + overlap
        guard let expiresAt, expiresAt <= end + Self.clockTolerance else { return end }
        return nil
    }
}
