package import Model

/// When the runs of a process that stays in the foreground follow one another.
///
/// ```swift
/// let pace = RunPace(interval: .seconds(900))
/// pace.next(after: end, due: rotation, share: 0.5)
/// ```
package struct RunPace: Sendable {
    /// At most so long, and a tenth more, from the end of one run to the beginning of the next.
    package let interval: Duration

    package init(interval: Duration) { self.interval = interval }

    /// When the run after one that ended then begins: at the moment something is due, or after the interval, whichever
    /// comes first.
    ///
    /// `share`, from 0 to 1, is how much of a tenth of the interval is added, so that processes which were started together
    /// do not ask the same database together. What was due before the end was left by that run and waits for the interval.
    package func next(after end: Instant, due: Instant?, share: Double) -> Instant {
        let regular = end + interval + interval / 10 * share
        guard let due, due > end else { return regular }
        return min(due, regular)
    }
}

/// Whether a process that stays in the foreground does what it is there for.
package struct RunHealth: Sendable {
    /// How many runs came to their end.
    package private(set) var runs = 0
    private var last: (end: Instant, succeeded: Bool)?
    private let interval: Duration

    package init(interval: Duration) { self.interval = interval }

    /// After the end of a run.
    package mutating func ended(at end: Instant, succeeded: Bool) {
        runs += 1
        last = (end, succeeded)
    }

    /// What is wrong, as a clause; nil while the last run succeeded and ended at most three intervals ago.
    package func problem(at now: Instant) -> String? {
        guard let last else { return "no run has ended yet" }
        guard last.succeeded else { return "the last run failed" }
        let age = now - last.end
        return age <= interval * 3 ? nil : "the last run ended \(DurationText.approximate(age)) ago"
    }
}
