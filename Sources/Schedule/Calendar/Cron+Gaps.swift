package import Model

/// How far the slots of a cron are apart.
package struct CronGaps: Hashable, Sendable {
    /// The shortest time between two slots, by the clock on the wall.
    package let shortest: Duration

    /// The longest time that can pass between two slots, with what putting clocks back adds to it.
    package let longest: Duration
}

extension Cron {
    /// How far the slots are apart, over all the 400 years after which the calendar repeats; nil if there are none.
    ///
    /// Worth keeping: it looks at some thousand months.
    package var gaps: CronGaps? {
        guard !neverFires else { return nil }
        let times = timesOfDay
        guard let first = times.first, let last = times.last else { return nil }
        var (shortest, longest) = daysApart
        shortest = shortest * 1_440 + first - last
        longest = longest * 1_440 + first - last
        for (earlier, later) in zip(times, times.dropFirst()) {
            shortest = min(shortest, later - earlier)
            longest = max(longest, later - earlier)
        }
        return CronGaps(
            shortest: .seconds(shortest * 60),
            longest: .seconds(longest * 60 + zone.largestChanges.back)
        )
    }

    /// How many days two neighbouring days with slots are apart, at least and at most.
    private var daysApart: (least: Int, most: Int) {
        var (least, most) = (Int.max, 0)
        var first: Int?
        var last: Int?
        var dayBefore = CivilDate(year: 2000, month: 1, day: 1).dayNumber - 1
        for year in 2000..<2400 {
            for month in 1...12 {
                var mask = days(inMonth: month, ofYear: year)
                while mask != 0 {
                    let day = dayBefore + mask.trailingZeroBitCount
                    if let last {
                        least = min(least, day - last)
                        most = max(most, day - last)
                    }
                    first = first ?? day
                    last = day
                    mask &= mask - 1
                }
                dayBefore += CivilDate.days(inMonth: month, ofYear: year)
            }
        }
        guard let first, let last else { return (0, 0) }
        let around = first + Self.daysOf400Years - last
        return (min(least, around), max(most, around))
    }

    private static let daysOf400Years = 146_097

    /// The minutes of a day at which slots are, in order.
    private var timesOfDay: [Int] {
        let hours = (0..<24).filter { self.hours >> $0 & 1 == 1 }
        let minutes = (0..<60).filter { self.minutes >> $0 & 1 == 1 }
        return hours.flatMap { hour in minutes.map { minute in hour * 60 + minute } }
    }
}
