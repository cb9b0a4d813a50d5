internal import Model

extension Zone {
    /// The first moment that counts for what schedules make of changes of clocks: 2025-01-01.
    ///
    /// Schedules lie ahead, and what a government once did to a calendar must not make one look impossible today.
    static let firstSecondThatCounts = 20_089 * 86_400

    /// The seconds in which all happens that can happen to a schedule of days and weeks: up to 28 years, after which
    /// days of the year and of the week meet again in the same way, behind the last change that follows no rule.
    ///
    /// What leap days that are missing in 2100 do happens to schedules alone that have years between their moments.
    var horizon: ClosedRange<Int> {
        let first = Self.firstSecondThatCounts
        let last = min(max(first, transitions.last.map { Int($0.at) } ?? first), first + Self.cycleOfCalendar)
        return first...last + Self.cycleOfWeekdays
    }

    /// Whether the clocks change from then on.
    var hasChangesAhead: Bool { rule != nil || transitions.last.map { $0.at >= Self.firstSecondThatCounts } ?? false }

    /// 28 years.
    private static let cycleOfWeekdays = 10_227 * 86_400

    /// 400 years.
    static let cycleOfCalendar = 146_097 * 86_400
}
