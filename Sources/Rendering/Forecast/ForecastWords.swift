internal import Diagnostics
internal import Model
internal import Planning
internal import Schedule

// What every form of a forecast says in the same words.

extension ForecastEvent.Kind {
    var name: String {
        switch self {
        case .change(let action): action.rawValue
        case .end: "end"
        }
    }

    /// For one of them, and for several where that is not the same with an s.
    fileprivate var noun: (one: String, many: String?) {
        switch self {
        case .change(.issue): ("issue", nil)
        case .change(.adopt): ("adoption", nil)
        case .change(.rotate): ("rotation", nil)
        case .change(.replace): ("replacement", nil)
        case .change(.deliver): ("delivery", "deliveries")
        case .change(.retire): ("retirement", nil)
        case .change(.revoke): ("revocation", nil)
        case .change(.remove): ("removal", nil)
        case .end: ("end", nil)
        }
    }

    /// `3 rotations`.
    func counted(_ number: Int) -> String { count(number, noun.one, noun.many) }

    var symbol: String {
        switch self {
        case .change(let action): action.symbol
        case .end: "."
        }
    }
}

extension ForecastKey {
    /// The fingerprint, or `new` for a key that is not born yet.
    var words: String { fingerprint?.description ?? "new" }
}

extension ForecastEvent {
    /// The keys that the event is about: `0f1e2d3c4b5a → new`, `new key`, `key of 2026-12-20`.
    func keyWords(of identity: ForecastIdentity) -> String {
        if issuesKey { return key?.fingerprint.map { "\($0) → new" } ?? "new key" }
        guard let key else { return "" }
        if let fingerprint = key.fingerprint { return fingerprint.description }
        // Not born yet: named by the day on which it will be issued.
        let span = identity.keys.last { $0.key == key && ($0.ends == at || $0.ends == ends && ends != nil) }
        return span?.from.map { "key of \($0.iso8601.prefix(10))" } ?? "new key"
    }

    /// What becomes of the key, and why it happens; empty where the kind says it all.
    var details: String {
        var parts: [String] = []
        if isOutsideWindow { parts.append("outside its window") }
        switch (kind, ends) {
        case (.change(.issue), _), (.change(.adopt), _), (.change(.deliver), _), (.end, _):
            // The first reason of a rotation is in its schedule; that of these is not.
            if let reason { parts.append(reason.words(now: at)) }
        case (.change(.replace), _), (.change(.revoke), _), (.change(.remove), _):
            if let reason { parts.append(reason.words(now: at)) }
            if let ends, ends > at { parts.append("old key valid until \(TimeText.moment(ends))") }
        case (.change(.retire), let ends?) where ends <= at: parts.append("old key ended")
        case (.change, let ends?): parts.append("old key valid until \(TimeText.moment(ends))")
        case (.change, nil): parts.append("old key valid until the new one is in use")
        }
        return parts.joined(separator: ", ")
    }
}

extension Forecast {
    /// What is taken for granted, in sentences.
    package var assumptions: [String] {
        var sentences = [
            "Assuming that the pending changes are applied now, and that a run takes place whenever something is due."
        ]
        if !endedByKeyturn.isEmpty {
            sentences.append(
                "In \(endedByKeyturn.map(PlainText.line).joined(separator: ", ")) no server enforces expiry: the first run that "
                    + "is at least five minutes later ends the key."
            )
        }
        for limit in runLimits {
            sentences.append(
                "In \(PlainText.line(limit.environment)) one run begins at most \(limit.rotations) rotations "
                    + "(maxPerRun); the next run is assumed to come an hour later."
            )
        }
        if assumesAdoption {
            sentences.append(
                "Where adoption is required, consumers are assumed to use a new key "
                    + "\(DurationText.inWords(adoptedAfter)) after its delivery (--adopted-after)."
            )
        }
        return sentences
    }

    /// Over how many that is.
    package var scope: String {
        "\(count(environmentCount, "environment")), \(count(identities.count, "identity", "identities")), "
            + "\(TimeText.length(until - now))."
    }

    /// How much of what; that nothing happens, if so.
    package var summary: String {
        guard !events.isEmpty else { return "Nothing is due until \(TimeText.moment(until))." }
        var numbers: [ForecastEvent.Kind: Int] = [:]
        for event in events { numbers[event.kind, default: 0] += 1 }
        let kinds = Action.allCases.map(ForecastEvent.Kind.change) + [.end]
        let parts = kinds.compactMap { kind in numbers[kind].map(kind.counted) }
        return "\(parts.joined(separator: ", "))."
    }

    /// Whether promise 1 holds, in a sentence.
    package var verdict: String {
        guard isAlwaysDelivered else {
            return "An identity has no working key at some time: see the errors."
        }
        guard isComplete else { return "Some environments could not be read: see the errors." }
        return "Every identity has a working key at all times."
    }
}

extension Instant {
    /// `Wed 2026-11-25`, in UTC.
    var dayWords: String {
        let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        return "\(names[CivilDate.weekday(ofDayNumber: dayNumber)]) \(iso8601.prefix(10))"
    }

    /// `15:40`, in UTC.
    var timeWords: String { String(iso8601.dropFirst(11).prefix(5)) }
}
