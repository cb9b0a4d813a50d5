package import Model

extension Rotation {
    /// When a key's next rotation is due and may start; nil for never.
    ///
    /// Follows from the key's row and the clock alone, never from when or how often the command runs: a job that was
    /// started twice or not at all changes nothing. A key that has an end, whoever set it, is replaced an overlap before
    /// that end, so that no consumer meets a dead key; with a window, from the last time on that the window opens before
    /// then. A key whose age no one knows is due since ever.
    ///
    /// `delay` is the identity's own share of ``jitter``. With `first`, what the schedule asks for starts in the identity's own
    /// turn, so that the keys of a fleet which Keyturn did not issue are not all rotated in one run; a key with an end does
    /// not wait for it. The rotation may start now if its start is not after `now`.
    package func next(
        createdAt: Instant?,
        expiresAt: Instant?,
        delay: Duration = .zero,
        first: FirstTurns? = nil,
        asOf now: Instant
    ) -> RotationTime? {
        let latest = expiresAt.map { $0 - overlap }
        let bySchedule = due(createdAt: createdAt, delay: delay)
        let byEnd = latest.map { end(before: $0, createdAt: createdAt) }
        guard let due = [bySchedule, byEnd].compactMap(\.self).min() else { return nil }
        let cause: RotationTime.Cause = due != bySchedule ? .end : cron == nil ? .age : .calendar
        let time = time(cause, due: due, latest: latest, asOf: now)
        guard let first, cause != .end, !time.isForced, let start = first.start(due: due, in: window, asOf: now) else {
            return time
        }
        if let byEnd, byEnd < start { return self.time(.end, due: byEnd, latest: latest, asOf: now) }
        return RotationTime(cause: cause, due: due, start: start, isFirst: true)
    }

    private func time(_ cause: RotationTime.Cause, due: Instant, latest: Instant?, asOf now: Instant) -> RotationTime {
        guard let window else { return RotationTime(cause: cause, due: due, start: due) }
        let (start, isForced) = window.start(due: due, latest: latest, asOf: now)
        return RotationTime(cause: cause, due: due, start: start, isForced: isForced)
    }

    /// When the schedule asks for it; nil for never.
    private func due(createdAt: Instant?, delay: Duration) -> Instant? {
        if let every { return (createdAt ?? .distantPast) + every + delay }
        guard let cron else { return nil }
        guard let createdAt else { return .distantPast }
        return cron.next(after: createdAt).map { $0 + delay }
    }

    /// When a key that must be replaced by `latest` is due: then, or at the last opening of the window before then.
    private func end(before latest: Instant, createdAt: Instant?) -> Instant {
        guard let opening = window?.lastOpening(notAfter: latest), opening > createdAt ?? .distantPast else {
            return latest
        }
        return opening
    }
}

extension Window {
    /// When a rotation that is due may start, and whether that must be outside the window.
    ///
    /// At the first moment within the window; where that has passed and the window is shut again, at the next one. If
    /// that is too late, or would be, it starts when it is due: a window that was missed must not end a key.
    fileprivate func start(due: Instant, latest: Instant?, asOf now: Instant) -> (Instant, isForced: Bool) {
        let latest = latest ?? .distantFuture
        guard let first = firstMoment(notBefore: due), first <= latest else { return (due, true) }
        if first > now || contains(now) { return (first, false) }
        guard let next = firstMoment(notBefore: now), next <= latest else { return (due, true) }
        return (next, false)
    }
}
