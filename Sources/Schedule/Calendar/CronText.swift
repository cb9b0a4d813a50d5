package import Model

/// Crontab lines as people write them: five fields or one of cron's macros.
///
/// Read as Vixie's cron reads them, with what later ones added:
///
/// - names of months and weekdays, in any case, also in lists and ranges; weekday 7 is Sunday;
/// - a range that ends in a name may go on past the end of the week or the year, as people say it: `FRI-MON`, `NOV-FEB`;
/// - `5/10` begins at 5 and goes on to the field's end, as `5-59/10` does;
/// - any other range that runs backwards is refused, `22-4` and `5-1`: it is a slip more often than a wish;
/// - where day of the month and weekday are both restricted, either one suffices; a field that begins with `*` restricts
///   nothing, also with a step, and then a day must match both.
package enum CronText {
    /// Reads a line; `declared` is what messages show of it, where that is another text.
    package static func parse(_ text: String, zone: Zone, declared: String? = nil) throws(CronTextError) -> Cron {
        var fields = Array(text.utf8).split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if let first = fields.first, first.first == UInt8(ascii: "@"), fields.count == 1 {
            fields = try macro(first).utf8CodeUnits.split(separator: UInt8(ascii: " "))
        }
        guard fields.count == 5 else { throw .fieldCount(fields.count) }
        let weekdays = try set(fields[4], .weekday)
        return Cron(
            minutes: try set(fields[0], .minute),
            hours: UInt32(try set(fields[1], .hour)),
            days: UInt32(try set(fields[2], .day)),
            months: UInt16(try set(fields[3], .month)),
            weekdays: UInt8(weekdays & 0x7F | weekdays >> 7),
            isAnyDay: fields[2].first == UInt8(ascii: "*"),
            isAnyWeekday: fields[4].first == UInt8(ascii: "*"),
            zone: zone,
            text: declared ?? text
        )
    }

    private static func macro(_ name: ArraySlice<UInt8>) throws(CronTextError) -> StaticString {
        let macros: [(StaticString, StaticString)] = [
            ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
            ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
        ]
        if let found = macros.first(where: { $0.0.isSame(as: name) }) { return found.1 }
        throw ("@reboot" as StaticString).isSame(as: name) ? .reboot : .unknownMacro
    }

    /// The numbers that a field names, as bits.
    private static func set(_ text: ArraySlice<UInt8>, _ field: CronTextError.Field) throws(CronTextError) -> UInt64 {
        var set: UInt64 = 0
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            set |= try numbers(part, field)
        }
        return set
    }

    /// One part of a list: `*`, a number or a range, each with or without a step.
    private static func numbers(_ text: ArraySlice<UInt8>, _ field: CronTextError.Field) throws(CronTextError) -> UInt64
    {
        let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let hasStep = parts.count == 2
        let step = hasStep ? try step(parts[1], field) : 1
        let ends = parts[0].split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        let first: Int
        var last: Int
        if parts[0].elementsEqual("*".utf8) {
            (first, last) = (field.range.lowerBound, field == .weekday ? 6 : field.range.upperBound)
        } else {
            first = try number(ends[0], field)
            last = hasStep ? (field == .weekday ? 6 : field.range.upperBound) : first
            if ends.count == 2 {
                last = try number(ends[1], field)
                // Only months and weekdays have names.
                if last < first, ends[1].first.map(isDigit) == false { last += field == .month ? 12 : 7 }
                guard first <= last else { throw .field(field, .backwards) }
            }
        }
        var set: UInt64 = 0
        // `7/2` alone names Sunday: the week continues no further.
        for number in stride(from: first, through: max(first, last), by: step) {
            switch field {
            case .weekday where number > 7: set |= 1 << UInt64(number - 7)
            case .month where number > 12: set |= 1 << UInt64(number - 12)
            default: set |= 1 << UInt64(number)
            }
        }
        return set
    }

    private static func step(_ text: ArraySlice<UInt8>, _ field: CronTextError.Field) throws(CronTextError) -> Int {
        guard text.allSatisfy(isDigit), let step = Int(String(decoding: text, as: UTF8.self)), step > 0 else {
            throw .field(field, .badStep)
        }
        return step
    }

    private static func number(_ text: ArraySlice<UInt8>, _ field: CronTextError.Field) throws(CronTextError) -> Int {
        guard !text.isEmpty else { throw .field(field, .missingPart) }
        if let index = field.names.firstIndex(where: { $0.isSame(as: text) }) {
            return index + (field == .month ? 1 : 0)
        }
        guard text.allSatisfy(isDigit) else { throw .field(field, .unknownWord) }
        guard let number = Int(String(decoding: text, as: UTF8.self)), field.range.contains(number) else {
            throw .field(field, .outOfRange)
        }
        return number
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension StaticString {
    fileprivate var utf8CodeUnits: [UInt8] { withUTF8Buffer { Array($0) } }

    /// Whether a text is this one, in any case of its letters.
    fileprivate func isSame(as text: ArraySlice<UInt8>) -> Bool {
        withUTF8Buffer { own in
            own.elementsEqual(text) { own, other in
                own == ((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(other) ? other | 0x20 : other)
            }
        }
    }
}
