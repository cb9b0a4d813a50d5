/// Moments of a calendar, as a crontab line names them: five fields, in a time zone.
///
/// A value alone; `Schedule` reads it from text and computes with it.
package struct Cron: Hashable, Sendable {
    /// Bit n stands for minute n.
    package let minutes: UInt64

    /// Bit n stands for hour n.
    package let hours: UInt32

    /// Bit n stands for day n of the month, from 1.
    package let days: UInt32

    /// Bit n stands for month n, from 1.
    package let months: UInt16

    /// Bit n stands for weekday n, 0 for Sunday.
    package let weekdays: UInt8

    /// Whether the days of the month, or of the week, are all of them (the field begins with `*`).
    ///
    /// Where neither is, a day matches by one of them (cron's own rule); else it must match both.
    package let isAnyDay: Bool
    package let isAnyWeekday: Bool

    package let zone: Zone

    /// As it is declared, for messages.
    package let text: String

    package init(
        minutes: UInt64,
        hours: UInt32,
        days: UInt32,
        months: UInt16,
        weekdays: UInt8,
        isAnyDay: Bool,
        isAnyWeekday: Bool,
        zone: Zone,
        text: String
    ) {
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = weekdays
        self.isAnyDay = isAnyDay
        self.isAnyWeekday = isAnyWeekday
        self.zone = zone
        self.text = text
    }
}
