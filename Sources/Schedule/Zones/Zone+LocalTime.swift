package import Model

// Local times are seconds after 1970-01-01T00:00:00 as the clock on the wall shows them.
//
// When the clocks change, a local time may come twice or never. One rule serves cron and windows alike: a local time
// stands for the first instant at which the clocks have reached it. So one that is skipped stands for the instant of
// the change, one that comes twice for its first coming, and later local times never stand for earlier instants.
extension Zone {
    /// The first instant at which the zone's clocks show a local time or have gone past it.
    func instant(reaching local: Int) -> Instant {
        let range = (local - Self.farthest)...(local + Self.farthest)
        let stretches = stretches(in: range)
        for (index, stretch) in stretches.enumerated() {
            let second = max(stretch.start, local - stretch.offset)
            guard index + 1 < stretches.count, second >= stretches[index + 1].start else {
                return Instant(secondsSince1970: Int64(second))
            }
        }
        // Never reached: the last stretch has no end.
        return Instant(secondsSince1970: Int64(local))
    }

    /// What the zone's clocks show at an instant, as if it were UTC.
    package func clock(at instant: Instant) -> Instant { instant + .seconds(offset(at: instant)) }

    /// The instant at which the zone's clocks show what ``clock(at:)`` answers.
    ///
    /// As PostgreSQL reads a timestamp of a zone, unlike ``instant(reaching:)``: of a time that comes twice it is the second
    /// coming, and one that is skipped counts as if the clocks had not changed yet.
    package func instant(showing clock: Instant) -> Instant {
        let local = clock.wholeSeconds
        guard abs(local) < Self.farthestRead else { return clock }
        let stretches = stretches(in: (local - Self.farthest)...(local + Self.farthest))
        let last = stretches.dropFirst().last { local - $0.offset >= $0.start } ?? stretches[0]
        return clock - .seconds(last.offset)
    }

    /// Seconds around 1970: what is beyond 9,999 years is no time of a key, and has no calendar to look anything up in.
    private static let farthestRead = 9_999 * 366 * 86_400

    /// The latest local time that the zone's clocks have shown up to an instant, that one included.
    ///
    /// A local time stands for an instant up to this one exactly where it is not later than what is answered.
    func latestLocalTime(upTo instant: Instant) -> Int {
        let second = instant.wholeSeconds
        let stretches = stretches(in: (second - 2 * Self.farthest)...second)
        var latest = second + (stretches.last?.offset ?? 0)
        for (stretch, next) in zip(stretches, stretches.dropFirst()) {
            latest = max(latest, next.start - 1 + stretch.offset)
        }
        return latest
    }

    /// No clock is farther from UTC than this; see ``TZif``.
    static let farthest = 26 * 3_600

    /// By how much the clocks are put forward and back at most, in seconds.
    ///
    /// Only changes since 2025 count; see ``firstSecondThatCounts``.
    var largestChanges: (forward: Int, back: Int) {
        var (forward, back) = (0, 0)
        var before = firstOffset
        for transition in transitions {
            if transition.at >= Self.firstSecondThatCounts {
                forward = max(forward, transition.offset - before)
                back = max(back, before - transition.offset)
            }
            before = transition.offset
        }
        if let rule {
            let change = abs(rule.savingOffset - rule.standardOffset)
            (forward, back) = (max(forward, change), max(back, change))
        }
        return (forward, back)
    }
}
