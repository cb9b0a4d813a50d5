package import Model

extension Rotation {
    /// The longest time that can pass from a key's issue until it is replaced, whether by its schedule or because its end
    /// is near; nil for never.
    ///
    /// With ``jitter``, and the longest wait for the ``window``. Worth keeping: a calendar is looked at over some decades.
    /// Where what is quickly found is within `limit` already, nothing more exact is looked for.
    package func longestInterval(limit: Duration) -> Duration? {
        // A key is replaced an overlap before its end in any case, outside the window if need be.
        let byEnd = expires.map { $0 - overlap }
        guard let bySchedule = longestIntervalOfSchedule(limit: limit) else { return byEnd }
        return byEnd.map { min($0, bySchedule) } ?? bySchedule
    }

    private func longestIntervalOfSchedule(limit: Duration) -> Duration? {
        let gaps = cron?.gaps
        guard let interval = every ?? gaps?.longest else { return nil }
        guard let window else { return interval + jitter }
        guard let openings = window.gaps else { return nil }
        let bound = interval + jitter + openings.longestWait
        guard bound > limit, let cron, let gaps else { return bound }
        // A calendar and a window may go together better than their worst parts do. Delays are whole seconds below the
        // jitter.
        let delay = jitter == .zero ? .zero : jitter - .seconds(1)
        return cron.longestAge(in: window, delay: delay, gaps: gaps).map { min(bound, $0) } ?? bound
    }
}
