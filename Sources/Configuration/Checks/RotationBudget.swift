internal import Model
internal import Schedule

/// How the time that a key has from its issue to its end is spent at worst.
struct RotationBudget {
    /// How long a key may have to wait for its schedule: zero where only its end asks for a rotation.
    let interval: Duration

    /// The longest delay that the schedule adds.
    let jitter: Duration

    /// How old a key may become before it must be replaced: what `expires` leaves of `overlap`.
    let room: Duration

    /// How long a rotation that is due may have to wait for the window; zero without one.
    let wait: Duration

    /// How old a key may be at most when the window lets the schedule replace it.
    let age: Duration

    /// Nil for a rotation without an expiry.
    init?(_ rotation: Rotation, gaps: CronGaps?, calendars: CalendarTable) {
        guard let expires = rotation.expires else { return nil }
        interval = rotation.every ?? gaps?.longest ?? .zero
        jitter = interval == .zero ? .zero : rotation.jitter
        room = expires - rotation.overlap
        guard let window = rotation.window, let openings = calendars.gaps(of: window) else {
            wait = .zero
            age = interval + jitter
            return
        }
        // A key that only its end asks for is replaced from an opening on: one issued right behind an opening waits for
        // the next.
        wait = interval == .zero ? openings.longestInterval : openings.longestWait
        let bound = interval + jitter + wait
        guard bound > room, let cron = rotation.cron, let gaps else {
            age = bound
            return
        }
        // A calendar and a window may go together better than their worst parts do.
        age = min(bound, calendars.longestAge(cron, gaps, in: window, jitter: jitter))
    }

    /// What is left when the interval and the jitter are taken off, too.
    var slack: Duration { room - interval - jitter }
}
