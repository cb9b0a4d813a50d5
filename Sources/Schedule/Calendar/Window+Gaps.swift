package import Model

/// How far the openings of a window are apart.
package struct WindowGaps: Hashable, Sendable {
    /// The longest time for which the window is shut: from a moment at which it is, until it opens.
    package let longestWait: Duration

    /// The longest time from an opening to the next one before which the window is shut; zero where it never is.
    package let longestInterval: Duration
}

extension Window {
    /// How far the openings are apart, with what changes of clocks do to them: they make nights longer or shorter, and
    /// may swallow an opening; nil for a window that never opens.
    ///
    /// Worth keeping: where clocks change, it looks at every opening of some decades.
    package var gaps: WindowGaps? {
        let range =
            zone.hasChangesAhead ? zone.horizon : Zone.firstSecondThatCounts...Zone.firstSecondThatCounts + Self.weeks
        let openings = WindowOpenings(self, over: range)
        guard var last = openings.opening(endingAfter: range.lowerBound) else { return nil }
        var (wait, interval) = (0, 0)
        while last.upperBound <= range.upperBound, let next = openings.opening(endingAfter: last.upperBound) {
            if next.lowerBound > last.upperBound {
                wait = max(wait, next.lowerBound - last.upperBound)
                interval = max(interval, next.lowerBound - last.lowerBound)
            }
            last = next
        }
        return WindowGaps(longestWait: .seconds(wait), longestInterval: .seconds(interval))
    }

    /// Two, so that every opening and the one after it are seen.
    private static let weeks = 14 * 86_400
}
