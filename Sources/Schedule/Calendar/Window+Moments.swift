package import Model

// A window belongs to the day on which it opens, also where it closes on the next. Both ends stand for instants as
// cron's slots do (see `Zone.instant(reaching:)`): a window that begins in a skipped hour opens at the change, and one
// that lies in it as a whole is not open on that day.
extension Window {
    /// Whether the window is open at an instant; at that of its closing it is not.
    package func contains(_ instant: Instant) -> Bool { span(around: instant) != nil }

    /// The first instant, not before another, at which the window is open; nil for a window that never is.
    package func firstMoment(notBefore instant: Instant) -> Instant? {
        guard days & 0x7F != 0 else { return nil }
        if contains(instant) { return instant }
        let today = day(of: instant)
        for day in today...(today + Self.reach) {
            if let span = span(ofDay: day), span.lowerBound > instant { return span.lowerBound }
        }
        return nil
    }

    /// The latest opening that is not after an instant; nil for a window that never opens.
    package func lastOpening(notAfter instant: Instant) -> Instant? {
        let today = day(of: instant)
        for day in (today - Self.reach...today).reversed() {
            if let span = span(ofDay: day), span.lowerBound <= instant { return span.lowerBound }
        }
        return nil
    }

    /// How many days are looked at: a window on one day of the week that a change of clocks swallows is open in the
    /// next week, or the one after that.
    static let reach = 21

    private func span(around instant: Instant) -> Range<Instant>? {
        let today = day(of: instant)
        return [today - 1, today].lazy.compactMap { span(ofDay: $0) }.first { $0.contains(instant) }
    }

    /// The last day that the zone's clocks have reached.
    private func day(of instant: Instant) -> Int {
        zone.latestLocalTime(upTo: instant).flooredDivision(by: 86_400).quotient
    }

    /// From the opening on a day to the closing; nil if it does not open on that day.
    private func span(ofDay day: Int) -> Range<Instant>? {
        guard let local = localTimes(ofDay: day) else { return nil }
        let (start, end) = (zone.instant(reaching: local.lowerBound), zone.instant(reaching: local.upperBound))
        return start < end ? start..<end : nil
    }

    /// The same by the clock on the wall, whatever is skipped of it.
    func localTimes(ofDay day: Int) -> Range<Int>? {
        guard days & 1 << UInt8(CivilDate.weekday(ofDayNumber: day)) != 0 else { return nil }
        let opening = day * 86_400 + from * 60
        return opening..<opening + minutesOpen * 60
    }

    /// By the clock on the wall.
    var minutesOpen: Int { to > from ? to - from : to + 1_440 - from }
}
