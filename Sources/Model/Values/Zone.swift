/// A time zone of the IANA database: its name, and how far its clocks are ahead of UTC at any time.
///
/// A class, so that thousands of schedules share one table. Two zones are equal where their names are.
package final class Zone: Sendable {
    /// Such as `Europe/Berlin`.
    package let name: String

    /// Seconds ahead of UTC before the first of ``transitions``.
    package let firstOffset: Int

    /// Where the offset changes: seconds since 1970, ascending, and the seconds ahead of UTC from then on.
    package let transitions: [Transition]

    /// What holds after the last of ``transitions``, every year; nil if the offset does not change any more.
    package let rule: YearlyRule?

    package struct Transition: Hashable, Sendable {
        package let at: Int64
        package let offset: Int

        package init(at: Int64, offset: Int) {
            self.at = at
            self.offset = offset
        }
    }

    /// Daylight saving, year after year, as the zone's file ends with it (POSIX `TZ`).
    package struct YearlyRule: Hashable, Sendable {
        package let standardOffset: Int
        package let savingOffset: Int
        /// In standard time.
        package let start: YearlyMoment
        /// In saving time.
        package let end: YearlyMoment

        package init(standardOffset: Int, savingOffset: Int, start: YearlyMoment, end: YearlyMoment) {
            self.standardOffset = standardOffset
            self.savingOffset = savingOffset
            self.start = start
            self.end = end
        }
    }

    package struct YearlyMoment: Hashable, Sendable {
        package enum Day: Hashable, Sendable {
            /// Week 1 to 5 (5 for the last) of a month, weekday 0 for Sunday.
            case weekday(month: Int, week: Int, weekday: Int)
            /// Day 1 to 365, February 29 never counted.
            case julian(Int)
            /// Day 0 to 365, February 29 counted.
            case ordinal(Int)
        }

        package let day: Day
        /// Seconds after midnight, local time; may be negative or beyond a day.
        package let time: Int

        package init(day: Day, time: Int) {
            self.day = day
            self.time = time
        }
    }

    package init(name: String, firstOffset: Int, transitions: [Transition] = [], rule: YearlyRule? = nil) {
        self.name = name
        self.firstOffset = firstOffset
        self.transitions = transitions
        self.rule = rule
    }

    package static let utc = Zone(name: "UTC", firstOffset: 0)
}

extension Zone: Hashable {
    package static func == (left: Zone, right: Zone) -> Bool { left === right || left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
