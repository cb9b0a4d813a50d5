/// Durations as people write and read them: `90s 15m 36h 30d 2w`.
///
/// A day is 24 hours and a week seven days, whatever a calendar or daylight saving says: a key's age is measured, not
/// dated.
package enum DurationText {
    /// The longest duration that can be declared: a hundred years, so that an end stays a date with four digits.
    package static let maximum = Duration.seconds(36_525 * secondsPerDay)

    static let secondsPerDay: Int64 = 86_400

    /// Reads exactly one whole number and one unit, without a space: `36h`, not `1d12h`.
    ///
    /// - Throws: what is wrong, in words that do not repeat the text: it may come from a variable.
    package static func parse(_ text: String) throws(DurationTextError) -> Duration {
        var number: Int64 = 0
        var digits = 0
        var unit: Int64?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard unit == nil else { throw .severalParts }
                digits += 1
                let (tens, tooLong) = number.multipliedReportingOverflow(by: 10)
                let (sum, stillTooLong) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
                guard !tooLong, !stillTooLong else { throw .tooLong }
                number = sum
            default:
                guard unit == nil else { throw .unknownUnit }
                guard digits > 0 else { throw .noNumber }
                guard let seconds = seconds(ofUnit: byte) else { throw .unknownUnit }
                unit = seconds
            }
        }
        guard digits > 0 else { throw .noNumber }
        guard let unit else { throw .noUnit }
        guard number > 0 else { throw .zero }
        let (seconds, tooLong) = number.multipliedReportingOverflow(by: unit)
        guard !tooLong, seconds <= maximum.components.seconds else { throw .tooLong }
        return .seconds(seconds)
    }

    /// The shortest exact form, in the largest of days, hours, minutes and seconds that divides it: `2d` for 48 hours.
    ///
    /// Never in weeks, so that durations compare at a glance. Fractions of a second are cut off.
    package static func format(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        for (unit, suffix) in [(secondsPerDay, "d"), (3_600, "h"), (60, "m")] where seconds != 0 && seconds % unit == 0
        {
            return "\(seconds / unit)\(suffix)"
        }
        return "\(seconds)s"
    }

    /// The exact form for people, of as many units as it takes: `6 d 23 h 30 min`.
    ///
    /// Fractions of a second are cut off.
    package static func inWords(_ duration: Duration) -> String {
        var seconds = duration.components.seconds
        guard seconds >= 0 else { return "-" + inWords(.seconds(0) - duration) }
        var parts: [String] = []
        for (size, name) in units where seconds >= size {
            parts.append("\(seconds / size) \(name)")
            seconds %= size
        }
        return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
    }

    /// A rounded-down form for people, of at most two units: `6 d`, `3 h 12 min`; from ten days on, days alone.
    package static func approximate(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        guard seconds >= 0 else { return "-" + approximate(.seconds(0) - duration) }
        guard let first = units.firstIndex(where: { seconds >= $0.size }) else { return "0 s" }
        let count = seconds / units[first].size
        let text = "\(count) \(units[first].name)"
        guard first + 1 < units.count, first > 0 || count < 10 else { return text }
        let rest = seconds % units[first].size / units[first + 1].size
        return rest == 0 ? text : "\(text) \(rest) \(units[first + 1].name)"
    }

    private static let units: [(size: Int64, name: String)] = [
        (secondsPerDay, "d"), (3_600, "h"), (60, "min"), (1, "s"),
    ]

    private static func seconds(ofUnit unit: UInt8) -> Int64? {
        switch unit {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "h"): 3_600
        case UInt8(ascii: "d"): secondsPerDay
        case UInt8(ascii: "w"): 7 * secondsPerDay
        default: nil
        }
    }
}
