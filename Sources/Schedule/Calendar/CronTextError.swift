/// Why a text is not a line of a crontab.
///
/// Holds nothing of the text, which may come from a variable.
package enum CronTextError: Error, Hashable, Sendable {
    /// Not five fields; also an empty text.
    case fieldCount(Int)
    /// `@reboot`: nothing here is booted.
    case reboot
    /// Another word behind `@`.
    case unknownMacro
    case field(Field, Problem)

    /// The five fields, in their order.
    package enum Field: Int, Hashable, Sendable, CaseIterable {
        case minute, hour, day, month, weekday
    }

    /// What can be wrong with one field.
    package enum Problem: Hashable, Sendable, CaseIterable {
        /// A comma or a dash with nothing before or behind it.
        case missingPart
        /// Neither a number nor, for months and weekdays, a name.
        case unknownWord
        case outOfRange
        /// Such as `22-4`; by names, such as `FRI-MON`, it is none.
        case backwards
        /// `*/0`, or no number behind the slash.
        case badStep
    }

    /// What a cron text looks like, to follow "expected" or "write".
    package static let expected = "five fields such as \"0 3 * * SUN\", or @daily"

    /// A clause that can follow "because" or stand alone.
    package var reason: String {
        switch self {
        case .fieldCount(let count):
            "it has \(count == 1 ? "1 field" : "\(count) fields") instead of five: minute, hour, day of the month, "
                + "month, weekday"
        case .reboot: "@reboot names no time"
        case .unknownMacro: "only @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly are known"
        case .field(let field, let problem): "\(field.name) \(problem.clause(field))"
        }
    }
}

extension CronTextError.Field {
    /// As a message calls it.
    var name: String {
        switch self {
        case .minute: "the minute"
        case .hour: "the hour"
        case .day: "the day of the month"
        case .month: "the month"
        case .weekday: "the weekday"
        }
    }

    /// The numbers that the field takes.
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .month: 1...12
        case .weekday: 0...7
        }
    }

    /// The words that stand for the numbers from the first one on.
    var names: [StaticString] {
        switch self {
        case .minute, .hour, .day: []
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        }
    }
}

extension CronTextError.Problem {
    fileprivate func clause(_ field: CronTextError.Field) -> String {
        switch self {
        case .missingPart: "has a comma, dash or slash with nothing beside it"
        case .unknownWord:
            switch field {
            case .month: "must be numbers from 1 to 12 or names from JAN to DEC, with `*`, `-`, `/` and `,` alone"
            case .weekday: "must be numbers from 0 to 7 or names from SUN to SAT, with `*`, `-`, `/` and `,` alone"
            default: "must be numbers, with `*`, `-`, `/` and `,` alone"
            }
        case .outOfRange: "must be from \(field.range.lowerBound) to \(field.range.upperBound)"
        case .backwards:
            switch field {
            case .month: "has a descending range: write it by names, such as NOV-FEB"
            case .weekday: "has a descending range: write it by names, such as FRI-MON"
            default: "has a descending range: write it as two, such as 22-23,0-4"
            }
        case .badStep: "has a step that is not a whole number of at least 1"
        }
    }
}
