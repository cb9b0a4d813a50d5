package import Model

extension Zone {
    /// How many seconds the zone's clocks are ahead of UTC at a moment.
    package func offset(at instant: Instant) -> Int { offset(atSecond: instant.wholeSeconds) }

    /// The same, by seconds since 1970.
    func offset(atSecond second: Int) -> Int {
        guard rule == nil || second < lastTransition else {
            return yearlyChanges(around: second...second).last { $0.at <= second }?.offset ?? offsetOfLastTransition
        }
        let index = index(ofFirstTransitionAfter: second)
        return index == 0 ? firstOffset : transitions[index - 1].offset
    }

    /// The stretches of unchanging offset that a range of seconds since 1970 is made of, in order.
    ///
    /// The first begins where the range does.
    func stretches(in range: ClosedRange<Int>) -> [Stretch] {
        var stretches = [Stretch(start: range.lowerBound, offset: offset(atSecond: range.lowerBound))]
        guard rule != nil || range.lowerBound < lastTransition else { return stretches }
        func append(_ change: Transition) {
            guard let last = stretches.last, last.offset != change.offset else { return }
            stretches.append(Stretch(start: Int(change.at), offset: change.offset))
        }
        var index = index(ofFirstTransitionAfter: range.lowerBound)
        while index < transitions.count, transitions[index].at <= range.upperBound {
            append(transitions[index])
            index += 1
        }
        guard rule != nil, range.upperBound > lastTransition else { return stretches }
        let first = max(range.lowerBound, lastTransition)
        for change in yearlyChanges(around: first...range.upperBound)
        where change.at > first && change.at <= range.upperBound { append(change) }
        return stretches
    }

    struct Stretch {
        /// Seconds since 1970.
        let start: Int
        let offset: Int
    }

    private var lastTransition: Int { transitions.last.map { Int($0.at) } ?? .min }

    private var offsetOfLastTransition: Int { transitions.last?.offset ?? firstOffset }

    private func index(ofFirstTransitionAfter second: Int) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What the yearly rule changes in the years of a range and those beside them, in order.
    private func yearlyChanges(around range: ClosedRange<Int>) -> [Transition] {
        guard let rule else { return [] }
        let first = CivilDate(dayNumber: range.lowerBound.flooredDivision(by: 86_400).quotient).year - 1
        let last = CivilDate(dayNumber: range.upperBound.flooredDivision(by: 86_400).quotient).year + 1
        var changes: [Transition] = []
        for year in first...last {
            let start = rule.start.localSecond(inYear: year) - rule.standardOffset
            let end = rule.end.localSecond(inYear: year) - rule.savingOffset
            changes.append(Transition(at: Int64(start), offset: rule.savingOffset))
            changes.append(Transition(at: Int64(end), offset: rule.standardOffset))
        }
        // Where saving ends in the moment in which it begins again, it goes on: RFC 9636 writes a whole year of it so.
        changes.sort { left, right in
            left.at == right.at ? right.offset == rule.savingOffset && left.offset != right.offset : left.at < right.at
        }
        return changes
    }
}

extension Zone.YearlyMoment {
    /// The moment in a year, in seconds after 1970 by the clock on the wall.
    fileprivate func localSecond(inYear year: Int) -> Int {
        dayNumber(inYear: year) * 86_400 + time
    }

    private func dayNumber(inYear year: Int) -> Int {
        switch day {
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1).dayNumber
            let ahead = (weekday - CivilDate.weekday(ofDayNumber: first) + 7) % 7
            var day = ahead + 7 * (week - 1)
            if day >= CivilDate.days(inMonth: month, ofYear: year) { day -= 7 }
            return first + day
        case .julian(let number):
            let afterFebruary = number >= 60 && CivilDate.isLeap(year)
            return CivilDate(year: year, month: 1, day: 1).dayNumber + number - (afterFebruary ? 0 : 1)
        case .ordinal(let number):
            return CivilDate(year: year, month: 1, day: 1).dayNumber + number
        }
    }
}

extension Instant {
    /// Whole seconds since 1970, rounded down.
    var wholeSeconds: Int { Int(microseconds).flooredDivision(by: 1_000_000).quotient }
}

extension Int {
    /// The quotient rounded down, and the remainder that is never negative.
    func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
