package import Model

// Every local time that the fields name is a slot, and every slot fires exactly once, at the first instant at which the
// zone's clocks have reached it (see `Zone.instant(reaching:)`). So where clocks are put forward, the slots of the
// skipped hour fire together, at the change; where they are put back, the hour that comes twice fires in its first
// coming alone. The rule is the same for `*/15` as for `30 2`: no slot is lost and none fires twice.
extension Cron {
    /// The first instant strictly after another at which a slot fires; nil if none ever does.
    package func next(after instant: Instant) -> Instant? {
        guard !neverFires else { return nil }
        let minute = zone.latestLocalTime(upTo: instant).flooredDivision(by: 60).quotient + 1
        return slot(notBefore: minute).map { zone.instant(reaching: $0 * 60) }
    }

    /// Whether no slot exists, as on February 30.
    package var neverFires: Bool {
        guard minutes != 0, hours != 0 else { return true }
        // By its weekdays it fires whatever the days of the month are. Otherwise a day that exists comes sooner or
        // later on every weekday, February 29 too.
        guard isAnyDay || isAnyWeekday else { return months == 0 || weekdays == 0 && days == 0 }
        guard weekdays != 0 else { return true }
        return !(1...12).contains { month in
            let last = CivilDate.days(inMonth: month, ofYear: 2000)
            return months & 1 << UInt16(month) != 0 && days & Self.mask(1...last) != 0
        }
    }

    /// The first slot that is not before a minute, in minutes after 1970 by the clock on the wall.
    func slot(notBefore minute: Int) -> Int? {
        let (day, minuteOfDay) = minute.flooredDivision(by: 1_440)
        let start = CivilDate(dayNumber: day)
        guard start.year <= Self.lastYear else { return nil }
        var mask = days(inMonth: start.month, ofYear: start.year) & ~(Self.mask(1...start.day) >> 1 & ~1)
        if mask & 1 << UInt32(start.day) != 0 {
            if let time = time(notBefore: minuteOfDay) { return day * 1_440 + time }
            mask &= ~(1 << UInt32(start.day))
        }
        var (year, month) = (start.year, start.month)
        while mask == 0 {
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
            guard year <= Self.lastYear else { return nil }
            mask = days(inMonth: month, ofYear: year)
        }
        let date = CivilDate(year: year, month: month, day: mask.trailingZeroBitCount)
        return time(notBefore: 0).map { date.dayNumber * 1_440 + $0 }
    }

    /// The last slot that is not after a minute, in minutes after 1970; nil if none is after 1970.
    func slot(notAfter minute: Int) -> Int? {
        let (day, minuteOfDay) = minute.flooredDivision(by: 1_440)
        let start = CivilDate(dayNumber: day)
        var mask = days(inMonth: start.month, ofYear: start.year) & Self.mask(1...start.day)
        if mask & 1 << UInt32(start.day) != 0 {
            if let time = time(notAfter: minuteOfDay) { return day * 1_440 + time }
            mask &= ~(1 << UInt32(start.day))
        }
        var (year, month) = (start.year, start.month)
        while mask == 0 {
            (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
            guard year >= 1970 else { return nil }
            mask = days(inMonth: month, ofYear: year)
        }
        let date = CivilDate(year: year, month: month, day: 31 - mask.leadingZeroBitCount)
        return time(notAfter: 1_439).map { date.dayNumber * 1_440 + $0 }
    }

    /// Dates are written with four digits.
    private static let lastYear = 9_999

    /// The days of a month on which slots are; bit n stands for day n.
    func days(inMonth month: Int, ofYear year: Int) -> UInt32 {
        guard months & 1 << UInt16(month) != 0 else { return 0 }
        let count = CivilDate.days(inMonth: month, ofYear: year)
        let first = CivilDate.weekday(ofDayNumber: CivilDate(year: year, month: month, day: 1).dayNumber)
        // The week, turned so that bit 0 is the month's first day, five times over.
        let week = (UInt64(weekdays) | UInt64(weekdays) << 7) >> UInt64(first) & 0x7F
        let byWeekday = UInt32(truncatingIfNeeded: (week * 0x1_0204_081) << 1)
        return (isAnyDay || isAnyWeekday ? days & byWeekday : days | byWeekday) & Self.mask(1...count)
    }

    /// The first minute of a day, not before another, at which slots are.
    private func time(notBefore minute: Int) -> Int? {
        let (hour, minuteOfHour) = minute.quotientAndRemainder(dividingBy: 60)
        if hours & 1 << UInt32(hour) != 0 {
            let rest = minutes >> UInt64(minuteOfHour)
            if rest != 0 { return minute + rest.trailingZeroBitCount }
        }
        let later = hours & ~Self.mask(0...hour)
        return later == 0 ? nil : later.trailingZeroBitCount * 60 + minutes.trailingZeroBitCount
    }

    /// The last minute of a day, not after another, at which slots are.
    private func time(notAfter minute: Int) -> Int? {
        let (hour, minuteOfHour) = minute.quotientAndRemainder(dividingBy: 60)
        if hours & 1 << UInt32(hour) != 0 {
            let rest = minutes << UInt64(63 - minuteOfHour)
            if rest != 0 { return minute - rest.leadingZeroBitCount }
        }
        let earlier = hours & (1 << UInt32(hour) - 1)
        guard earlier != 0 else { return nil }
        return (31 - earlier.leadingZeroBitCount) * 60 + 63 - minutes.leadingZeroBitCount
    }

    private static func mask(_ bits: ClosedRange<Int>) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(2) << UInt64(bits.upperBound)) - (UInt64(1) << UInt64(bits.lowerBound)))
    }
}
