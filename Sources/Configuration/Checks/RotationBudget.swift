internal import Model
internal import Schedule

/// How the time that a key has from its issue to its end is spent at worst.
struct RotationBudget {
    /// How long a key may have to wait for its schedule: zero where only its end asks for a rotation.
    let interval: Duration

    /// The longest delay that the schedule adds.
    let jitter: Duration

    /// What is left when `overlap`, the interval and the jitter are taken off.
    let slack: Duration

    /// How long a rotation that is due may have to wait for the window; zero without one.
    let wait: Duration

    init(_ rotation: Rotation, gaps: CronGaps?) {
        interval = rotation.every ?? gaps?.longest ?? .zero
        jitter = interval == .zero ? .zero : rotation.jitter
        slack = (rotation.expires ?? .zero) - rotation.overlap - interval - jitter
        guard let window = rotation.window, let longest = window.longestWait else {
            wait = .zero
            return
        }
        // A key that only its end asks for is replaced from an opening on: one issued right behind an opening waits for
        // the next.
        wait = interval == .zero ? longest + window.longestLength : longest
    }
}
