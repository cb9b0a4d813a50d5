internal import Model
internal import Schedule

extension Form where Value == Zone {
    /// A time zone of the IANA database.
    static func timeZone(_ words: String) -> Form {
        parsed(words, .timeZone) { decoder, name, _ in
            switch decoder.context.calendars.zone(name.text) {
            case .success(let zone): return zone
            case .failure(let problem):
                decoder.report(.badZone(name, problem, decoder.place(name.node)))
                return nil
            }
        }
    }
}

extension Form where Value == UInt8 {
    /// Days of the week, Sunday in the lowest bit.
    static func weekdays(_ words: String) -> Form {
        Form(.texts(words, .weekday)) { decoder, slot, field in
            guard let names = decoder.texts(slot, field) else { return nil }
            var days: UInt8 = 0
            var isGood = true
            for name in names {
                if let day = Weekday.allCases.firstIndex(where: { $0.rawValue == name.text.lowercased() }) {
                    days |= 1 << UInt8(day)
                } else {
                    decoder.report(.badWeekday(name, decoder.place(name.node)))
                    isGood = false
                }
            }
            return isGood ? days : nil
        }
    }
}

extension Form where Value == Int {
    /// Minutes after midnight, at most `limit`.
    static func timeOfDay(_ words: String, _ form: TextForm, upTo limit: Int) -> Form {
        parsed(
            words,
            form,
            { text in TimeOfDay.minutes(text).flatMap { $0 <= limit ? $0 : nil } },
            else: { text, _, place in .badTime(text, place) }
        )
    }
}

extension Form where Value == String {
    /// A day, for people.
    static func date(_ words: String) -> Form {
        parsed(
            words,
            .date,
            { $0.utf8.count == 10 && Instant(text: $0) != nil ? $0 : nil },
            else: { _, _, place in .badDate(place) }
        )
    }
}

extension Form where Value == LastDay {
    /// A day, and the time at which it has passed.
    static func lastDay(_ words: String) -> Form {
        parsed(words, .date, { LastDay($0) }, else: { _, _, place in .badDate(place) })
    }
}

/// The last day on which something holds, in UTC.
struct LastDay {
    let text: String

    /// The midnight after it.
    let end: Instant

    init?(_ text: String) {
        guard text.utf8.count == 10, let midnight = Instant(text: text + "T00:00:00Z") else { return nil }
        self.text = text
        end = midnight + .seconds(86_400)
    }
}
