// Written here and not taken from Foundation: SQLite stores timestamps as text, so these two run for every row, and
// Foundation's formatters cost microseconds each and load ICU at start-up.

extension Instant {
    /// The parts of a proleptic Gregorian date and time in UTC.
    package struct Calendar: Equatable, Sendable {
        package var year: Int
        package var month: Int
        package var day: Int
        package var hour = 0
        package var minute = 0
        package var second = 0
        package var microsecond = 0

        package init(
            year: Int,
            month: Int,
            day: Int,
            hour: Int = 0,
            minute: Int = 0,
            second: Int = 0,
            microsecond: Int = 0
        ) {
            self.year = year
            self.month = month
            self.day = day
            self.hour = hour
            self.minute = minute
            self.second = second
            self.microsecond = microsecond
        }
    }

    package init(_ parts: Calendar) {
        let days = CivilDate(year: parts.year, month: parts.month, day: parts.day).dayNumber
        let seconds = days * 86_400 + parts.hour * 3_600 + parts.minute * 60 + parts.second
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(parts.microsecond))
    }

    package var calendar: Calendar {
        let (seconds, microsecond) = microseconds.flooredDivision(by: 1_000_000)
        let (days, secondOfDay) = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(dayNumber: Int(days))
        return Calendar(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: Int(secondOfDay / 3_600),
            minute: Int(secondOfDay % 3_600 / 60),
            second: Int(secondOfDay % 60),
            microsecond: Int(microsecond)
        )
    }
}

extension Int64 {
    /// The quotient rounded down, and the remainder that is never negative.
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Instant {
    /// Reads `2026-11-23 15:40:00`, with `T` or a space, optional fraction, and optional `Z` or offset.
    ///
    /// Before the offset may be a space, as Sequelize and Go write it, and behind it ` UTC`, as Go does; a column of a fixed
    /// width adds spaces. A text without a zone is UTC: see ``Instant``. Nil if the text is not a date and time.
    package init?(text: some StringProtocol) {
        let bytes = Array(text.utf8)
        var index = 0

        func number(_ digits: Int) -> Int? {
            guard index + digits <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[index..<index + digits] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            index += digits
            return value
        }
        func skip(_ allowed: StaticString) -> Bool {
            guard index < bytes.count else { return false }
            let found = allowed.withUTF8Buffer { $0.contains(bytes[index]) }
            if found { index += 1 }
            return found
        }

        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var parts = Calendar(year: year, month: month, day: day)
        var offset = 0
        if index < bytes.count {
            guard skip("T t"), let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60
            else { return nil }
            (parts.hour, parts.minute) = (hour, minute)
            if skip(":") {
                guard let second = number(2), second < 61 else { return nil }
                parts.second = second
            }
            if skip(".") {
                var scale = 100_000
                var digits = 0
                while index < bytes.count, let digit = number(1) {
                    parts.microsecond += digit * scale
                    scale /= 10
                    digits += 1
                }
                guard digits > 0 else { return nil }
            }
            if index + 1 < bytes.count, "+-".utf8.contains(bytes[index + 1]) { _ = skip(" ") }
            if !skip("Zz"), index < bytes.count, "+-".utf8.contains(bytes[index]) {
                let sign = bytes[index] == UInt8(ascii: "-") ? -1 : 1
                guard skip("+-"), let hours = number(2) else { return nil }
                _ = skip(":")
                let minutes = index < bytes.count && bytes[index] != UInt8(ascii: " ") ? number(2) : 0
                guard let minutes else { return nil }
                offset = sign * (hours * 60 + minutes)
                if bytes[index...].starts(with: " UTC".utf8) { index += 4 }
            }
        }
        guard bytes[index...].allSatisfy({ $0 == UInt8(ascii: " ") }) else { return nil }
        let local = Instant(parts)
        guard local.calendar.day == day else { return nil }
        self = local - .seconds(offset * 60)
    }

    /// `2026-11-23 15:40:00.123456`, as databases write a timestamp without a zone.
    package var databaseText: String {
        let parts = calendar
        return "\(date(parts)) \(time(parts)).\(padded(parts.microsecond, 6))"
    }

    /// `2026-11-23T15:40:00Z`, to the second, for people and for JSON.
    package var iso8601: String {
        let parts = calendar
        return "\(date(parts))T\(time(parts))Z"
    }

    private func date(_ parts: Calendar) -> String {
        "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }

    private func time(_ parts: Calendar) -> String {
        "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2))"
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
