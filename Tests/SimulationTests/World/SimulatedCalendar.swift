import Model

/// The simulation's own arithmetic of days and hours, in UTC, to hold the product's against.
struct SimulatedCalendar: Equatable {
    /// The slots of a calendar; nil where an identity has none.
    var slots: Slots?
    var window: Hours?

    enum Slots: String, CaseIterable {
        case sundays = "0 3 * * SUN"
        case firsts = "30 2 1 * *"
        case twiceAMonth = "0 4 1,15 * *"

        /// The slot of a day, counted from 1970; nil where it has none.
        func moment(ofDay day: Int64) -> Int64? {
            let civil = SimulatedCalendar.dayOfMonth(day)
            switch self {
            case .sundays: return SimulatedCalendar.weekday(day) == 0 ? day * Time.day + 3 * Time.hour : nil
            case .firsts: return civil == 1 ? day * Time.day + 2 * Time.hour + 30 * Time.minute : nil
            case .twiceAMonth: return civil == 1 || civil == 15 ? day * Time.day + 4 * Time.hour : nil
            }
        }
    }

    struct Hours: Equatable {
        /// 0 for Sunday.
        let weekdays: Set<Int64>
        let from: Int64
        let to: Int64

        func contains(_ time: Int64) -> Bool {
            let day = time / Time.day
            let minute = (time - day * Time.day) / Time.minute
            if from < to { return weekdays.contains(SimulatedCalendar.weekday(day)) && (from..<to).contains(minute) }
            return weekdays.contains(SimulatedCalendar.weekday(day)) && minute >= from
                || weekdays.contains(SimulatedCalendar.weekday(day - 1)) && minute < to
        }

        /// The first moment from one on at which it is open.
        func opening(from time: Int64) -> Int64 {
            if contains(time) { return time }
            let today = time / Time.day
            for day in today...(today + 7) where weekdays.contains(SimulatedCalendar.weekday(day)) {
                let opening = day * Time.day + from * Time.minute
                if opening > time { return opening }
            }
            return .max
        }

        /// The last opening that is not after a moment.
        func lastOpening(until time: Int64) -> Int64 {
            let today = time / Time.day
            for day in (today - 8...today).reversed() where weekdays.contains(SimulatedCalendar.weekday(day)) {
                let opening = day * Time.day + from * Time.minute
                if opening <= time { return opening }
            }
            return .min
        }
    }

    /// Whether a slot lies after one moment and not after another.
    func hasSlot(after first: Int64, until last: Int64) -> Bool {
        guard let slots, last > first else { return false }
        // No two slots are further apart than 31 days.
        let oldest = max(first / Time.day, last / Time.day - 32)
        return (oldest...(last / Time.day)).contains { day in
            slots.moment(ofDay: day).map { $0 > first && $0 <= last } ?? false
        }
    }

    /// 1970 began on a Thursday.
    static func weekday(_ day: Int64) -> Int64 { (day + 4) % 7 }

    static func dayOfMonth(_ day: Int64) -> Int64 {
        var rest = day
        var year: Int64 = 1970
        while true {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length: Int64 = isLeap ? 366 : 365
            guard rest >= length else {
                for month in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as [Int64] {
                    if rest < month { return rest + 1 }
                    rest -= month
                }
                return 0
            }
            rest -= length
            year += 1
        }
    }
}
