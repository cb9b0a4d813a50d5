/// Times of a day as people write them: `02:00`, up to `24:00`.
enum TimeOfDay {
    /// Minutes after midnight; nil for what is not a time.
    static func minutes(_ text: String) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            let hours = number(parts[0]), let minutes = number(parts[1]), minutes < 60
        else { return nil }
        let time = hours * 60 + minutes
        return time <= 1_440 ? time : nil
    }

    private static func number(_ digits: Substring.UTF8View) -> Int? {
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}

/// The days of a week as the file names them, Sunday first as everywhere in a calendar of bits.
enum Weekday: String, CaseIterable {
    case sun, mon, tue, wed, thu, fri, sat
}
