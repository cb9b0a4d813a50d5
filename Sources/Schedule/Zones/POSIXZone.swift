internal import Model

/// The end of a zone's file: what holds after the last change that the file lists, in the form of POSIX's `TZ`.
///
/// Such as `CET-1CEST,M3.5.0,M10.5.0/3` or `<+0330>-3:30`. Unlike everywhere else, offsets count west of Greenwich. As
/// RFC 9636 allows, times of changes go from -167 to 167 hours.
enum POSIXZone {
    struct Ending {
        let standardOffset: Int
        let rule: Zone.YearlyRule?
    }

    static func parse(_ bytes: [UInt8]) -> Ending? {
        var reader = ByteReader(bytes)
        guard skipName(&reader), let west = time(&reader, hours: 24) else { return nil }
        let standard = -west
        guard !reader.isAtEnd else { return Ending(standardOffset: standard, rule: nil) }
        guard skipName(&reader) else { return nil }
        var saving = standard + 3_600
        if reader.next != UInt8(ascii: ",") {
            guard let west = time(&reader, hours: 24) else { return nil }
            saving = -west
        }
        guard let start = moment(&reader), let end = moment(&reader), reader.isAtEnd else { return nil }
        return Ending(
            standardOffset: standard,
            rule: Zone.YearlyRule(standardOffset: standard, savingOffset: saving, start: start, end: end)
        )
    }

    /// Letters, or anything between angle brackets.
    private static func skipName(_ reader: inout ByteReader) -> Bool {
        if reader.take("<") {
            while let byte = reader.byte() { if byte == UInt8(ascii: ">") { return true } }
            return false
        }
        var length = 0
        while let byte = reader.next, isLetter(byte) {
            length += 1
            _ = reader.byte()
        }
        return length >= 3
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func time(_ reader: inout ByteReader, hours limit: Int) -> Int? {
        let sign = reader.take("-") ? -1 : 1
        if sign == 1 { _ = reader.take("+") }
        guard let hours = reader.number(), hours <= limit else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] {
            guard reader.take(":") else { break }
            guard let count = reader.number(), count < 60 else { return nil }
            seconds += count * unit
        }
        return sign * seconds
    }

    /// `,date[/time]`, at two o'clock where no time is given.
    private static func moment(_ reader: inout ByteReader) -> Zone.YearlyMoment? {
        guard reader.take(","), let day = day(&reader) else { return nil }
        guard reader.take("/") else { return Zone.YearlyMoment(day: day, time: 7_200) }
        return time(&reader, hours: 167).map { Zone.YearlyMoment(day: day, time: $0) }
    }

    private static func day(_ reader: inout ByteReader) -> Zone.YearlyMoment.Day? {
        if reader.take("M") {
            guard let month = reader.number(), (1...12).contains(month), reader.take("."),
                let week = reader.number(), (1...5).contains(week), reader.take("."),
                let weekday = reader.number(), (0...6).contains(weekday)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
        if reader.take("J") {
            guard let number = reader.number(), (1...365).contains(number) else { return nil }
            return .julian(number)
        }
        guard let number = reader.number(), number <= 365 else { return nil }
        return .ordinal(number)
    }
}
