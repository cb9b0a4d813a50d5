internal import Diagnostics
package import Model
package import Schedule
package import State

/// A rotation that is to come, as far as it can be known now.
package struct UpcomingRotation: Hashable, Sendable {
    package let address: Address

    /// The key that it replaces; nil for one that is not born yet.
    package let key: Fingerprint?

    package let time: RotationTime
}

extension UpcomingRotation {
    /// The rotations of every identity of these views, by when they may start: the next one of each, or, up to a moment, all
    /// that follow from each other if each happens as soon as it may.
    ///
    /// Identities without a live key, without a schedule, or declared absent have none.
    package static func all(in views: [EnvironmentView], until end: Instant?, now: Instant) -> [UpcomingRotation] {
        views.flatMap { all(in: $0, until: end, now: now) }.map { ($0, NaturalOrder($0.address)) }
            .sorted { ($0.0.time.start, $0.1) < ($1.0.time.start, $1.1) }.map(\.0)
    }

    private static func all(in view: EnvironmentView, until end: Instant?, now: Instant) -> [UpcomingRotation] {
        view.environment.identities.enumerated().flatMap { index, identity -> [UpcomingRotation] in
            guard !identity.isAbsent, let current = view.keys.states[index].current else { return [] }
            let address = Address(view.name, identity.name)
            guard let end else {
                return identity.rotation.next(of: current, at: address, asOf: now).map {
                    [UpcomingRotation(address: address, key: current.fingerprint, time: $0)]
                } ?? []
            }
            return identity.rotation.upcoming(
                createdAt: current.issueDate(asOf: now),
                expiresAt: current.expiresAt,
                delay: identity.rotation.delay(of: address),
                first: identity.rotation.firstTurns(of: current, at: address),
                asOf: now,
                until: end,
                limit: limit
            ).times.enumerated().map { number, time in
                UpcomingRotation(address: address, key: number == 0 ? current.fingerprint : nil, time: time)
            }
        }
    }

    /// At most this many of one identity: a schedule of minutes over years is not a table.
    package static let limit = 1_000
}
