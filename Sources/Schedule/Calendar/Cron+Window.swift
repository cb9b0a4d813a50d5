package import Model

extension Cron {
    /// How old a key can be at most when a rotation may start that slots ask for, and the first moment of a window that
    /// is not before such a slot and a delay; nil if either never comes.
    ///
    /// A key that is issued at a slot waits longest: for the one after it, the delay, and the window. `gaps` are the
    /// slots' own. Worth keeping: it looks at the slots and openings of some decades.
    package func longestAge(in window: Window, delay: Duration, gaps: CronGaps) -> Duration? {
        let start = Zone.firstSecondThatCounts
        // Slots that are years apart meet weekdays and leap days in more ways than 28 years show, and are few.
        let end =
            gaps.longest > .seconds(367 * 86_400)
            ? start + Zone.cycleOfCalendar : max(zone.horizon.upperBound, window.zone.horizon.upperBound)
        // From 1970 on, for the slot before the first.
        let clock = LocalClock(zone, over: 0...end)
        let openings = WindowOpenings(window, over: 0...end)
        let delay = Int(delay.components.seconds)
        var longest = Int(gaps.longest.components.seconds) + delay
        var second = start
        // Of all slots that wait for one opening, the first tells: a key that waits for a later one is issued later.
        // None that falls into an opening waits longer than the slots are apart.
        while second < end, let slot = slot(notBefore: Self.minute(clock.latestLocalTime(upTo: second - 1)) + 1) {
            let fire = clock.second(reaching: slot * 60)
            guard let opening = openings.opening(endingAfter: fire + delay) else { return nil }
            if opening.lowerBound <= fire + delay {
                second = opening.upperBound - delay
                continue
            }
            if let before = self.slot(notAfter: Self.minute(clock.latestLocalTime(upTo: fire - 1))) {
                longest = max(longest, opening.lowerBound - clock.second(reaching: before * 60))
            }
            second = opening.lowerBound - delay
        }
        return .seconds(longest)
    }

    private static func minute(_ local: Int) -> Int { local.flooredDivision(by: 60).quotient }
}
