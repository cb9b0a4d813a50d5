package import Model

/// The rotations that lie ahead of a key, in order.
package struct UpcomingTimes: Hashable, Sendable {
    package let times: [RotationTime]

    /// Whether more follow within the time that was asked about: only the first ones are reported.
    package let isCut: Bool
}

extension Rotation {
    /// The rotations that lie ahead of a key, in order, up to an instant.
    ///
    /// As if each took place at its start, or now where that has passed, and the new key were born in that moment, with
    /// the end that ``expires`` gives it. At most `limit`. `first` concerns the first of them alone.
    package func upcoming(
        createdAt: Instant?,
        expiresAt: Instant?,
        delay: Duration = .zero,
        first: FirstTurns? = nil,
        asOf now: Instant,
        until end: Instant,
        limit: Int = 1_000
    ) -> UpcomingTimes {
        var times: [RotationTime] = []
        var (createdAt, expiresAt, first, now) = (createdAt, expiresAt, first, now)
        while let time = next(createdAt: createdAt, expiresAt: expiresAt, delay: delay, first: first, asOf: now),
            time.start <= end
        {
            // A schedule that leaves a new key due at once would continue forever.
            if !times.isEmpty, time.start <= now { break }
            guard times.count < limit else { return UpcomingTimes(times: times, isCut: true) }
            times.append(time)
            first = nil
            now = max(time.start, now)
            createdAt = now
            expiresAt = expires.map { now + $0 }
        }
        return UpcomingTimes(times: times, isCut: false)
    }
}
