package import Model

/// The spans of time in which one identity's first rotation may start.
///
/// Time is cut into rounds of equal length, and each identity has its own turn in every round, at the same place. So a
/// fleet whose keys were all overdue when it was declared is rotated bit by bit, and nothing has to be remembered: not even
/// when it was declared, which no row tells.
///
/// A turn is long enough for a job that runs once a day. A round is a little shorter than what was asked for, so that a
/// turn comes at another time of the day and week in each: a job that runs more rarely meets every identity, too.
package struct FirstTurns: Hashable, Sendable {
    /// In whole seconds.
    let round: Int
    let turn: Int

    /// When the identity's turn begins, from 0, below ``round``.
    let offset: Int

    /// - Parameters:
    ///   - within: how long a round may be.
    ///   - lot: the identity's own number.
    init(within: Duration, lot: UInt64) {
        let seconds = max(1, Int(within.components.seconds))
        turn = max(1, seconds / 10, min(Self.longestPause, seconds / 3))
        round = max(1, seconds - turn * Self.drift / 1000)
        offset = Int(lot % UInt64(round))
    }

    /// A day, and what a job that runs once a day may be late.
    private static let longestPause = 25 * 3_600

    /// By how many thousandths of a turn a round is shorter: of those that were tried, what lets jobs of every number of days
    /// from 1 to 30 meet all identities soonest.
    private static let drift = 242

    /// When a rotation that is due may start: in the identity's own turn, or in the first window from its beginning on.
    ///
    /// A moment that has passed, where it may start now. What was missed is caught up in the next round.
    ///
    /// - Returns: nil for a window that never opens.
    func start(due: Instant, in window: Window?, asOf now: Instant) -> Instant? {
        var opening = lastOpening(notAfter: max(due, now))
        // At most one turn has begun, and the one after it has not.
        for _ in 0..<2 {
            defer { opening = opening + .seconds(round) }
            guard due < opening + .seconds(turn) else { continue }
            let begin = max(opening, due)
            guard let first = Self.moment(notBefore: begin, in: window) else { return nil }
            if first > now { return first }
            let end = end(of: begin, startingAt: first, in: window)
            guard now < end, let next = Self.moment(notBefore: now, in: window), next < end else { continue }
            return next > now ? next : first
        }
        return Self.moment(notBefore: opening, in: window)
    }

    /// A turn that begins while a short window is open may have missed the run in it: it lasts beyond the next opening.
    private func end(of begin: Instant, startingAt first: Instant, in window: Window?) -> Instant {
        guard let window, first == begin, window.shortestLength < .seconds(turn) else { return first + .seconds(turn) }
        let closed = begin + window.shortestLength + Self.largestChange
        return (window.firstMoment(notBefore: closed) ?? first) + .seconds(turn)
    }

    /// How much longer than its shortest length a window may be open, where clocks change twice.
    private static let largestChange = Duration.seconds(7_200)

    private func lastOpening(notAfter instant: Instant) -> Instant {
        let second = Int(instant.microseconds).flooredDivision(by: 1_000_000).quotient
        let passed = (second - offset).flooredDivision(by: round).remainder
        return Instant(secondsSince1970: Int64(second - passed))
    }

    private static func moment(notBefore instant: Instant, in window: Window?) -> Instant? {
        guard let window else { return instant }
        return window.firstMoment(notBefore: instant)
    }
}

extension Rotation {
    /// The turns of an identity whose current key Keyturn did not issue; nil if first rotations are not spread.
    package func firstTurns(of address: Address) -> FirstTurns? {
        firstWithin.map { FirstTurns(within: $0, lot: address.lot) }
    }
}
