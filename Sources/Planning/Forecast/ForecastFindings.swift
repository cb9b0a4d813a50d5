internal import Diagnostics
internal import Model

/// What someone should know of the time to come, gathered identity by identity.
struct ForecastFindings {
    private let now: Instant
    private let until: Instant
    private var found: [Diagnostic] = []
    private(set) var isAlwaysDelivered = true

    init(now: Instant, until: Instant) {
        self.now = now
        self.until = until
    }

    var diagnostics: [Diagnostic] { found }

    mutating func add(_ virtual: VirtualIdentity) {
        if let from = virtual.isDarkFrom {
            isAlwaysDelivered = false
            found.append(.forecastDark(virtual.identity, virtual.address, from: from))
        }
        // The plan for now reports its own.
        let outside = virtual.events.filter { $0.isOutsideWindow && $0.at > now }
        if let first = outside.first {
            found.append(.forecastOutsideWindow(virtual.identity, virtual.address, first.at, count: outside.count))
        }
        if let from = virtual.isRestlessFrom {
            found.append(.forecastRestless(virtual.identity, virtual.address, from: from))
        } else if virtual.isCut {
            found.append(.forecastCut(virtual.identity, virtual.address, after: virtual.events.last?.at ?? now))
        }
    }

    /// Warns of days on which many more keys are issued than on a usual one.
    mutating func addDays(of events: [ForecastEvent]) {
        let first = now.dayNumber
        guard until.dayNumber >= first else { return }
        var counts = [Int](repeating: 0, count: until.dayNumber - first + 1)
        for event in events where event.issuesKey { counts[event.at.dayNumber - first] += 1 }
        let usual = counts.sorted()[counts.count / 2]
        let crowded = counts.indices.filter { counts[$0] > max(Self.fewest, Self.factor * usual) }
        guard !crowded.isEmpty else { return }
        let named = crowded.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(Self.named).map { index in
            "\(Instant(secondsSince1970: Int64(first + index) * 86_400).iso8601.prefix(10)) (\(counts[index]))"
        }
        found.append(.forecastCrowded(days: crowded.count, named: named, usual: usual))
    }

    /// No day with fewer new keys is crowded.
    private static let fewest = 10

    /// How many times as many as on the median of the days.
    private static let factor = 5

    /// So many of the busiest days are named.
    private static let named = 5
}

extension Instant {
    /// Days since 1970-01-01, in UTC.
    package var dayNumber: Int {
        let parts = calendar
        return CivilDate(year: parts.year, month: parts.month, day: parts.day).dayNumber
    }
}

extension Diagnostic {
    fileprivate static func forecastDark(_ identity: Identity, _ address: Address, from: Instant) -> Diagnostic {
        Diagnostic(
            .error,
            ForecastCode.dark,
            "\(address) has no live key where it is delivered at \(from.iso8601)",
            detail: "Its consumers would be refused.",
            fix: "rotate it before: keyturn rotate \(address) --now",
            at: identity.location,
            address: address.description
        )
    }

    fileprivate static func forecastOutsideWindow(
        _ identity: Identity,
        _ address: Address,
        _ first: Instant,
        count: Int
    ) -> Diagnostic {
        Diagnostic(
            .warning,
            ForecastCode.outsideWindow,
            "\(address) will be rotated outside its window at \(first.iso8601)"
                + (count > 1 ? ", and \(count - 1) more times" : ""),
            detail: "No window is left before its key must be replaced.",
            fix: "declare a wider window, or a later `expires`",
            at: identity.location,
            address: address.description
        )
    }

    fileprivate static func forecastRestless(_ identity: Identity, _ address: Address, from: Instant) -> Diagnostic {
        Diagnostic(
            .warning,
            ForecastCode.restless,
            "\(address) is due again as soon as it was rotated at \(from.iso8601)",
            detail: "The schedule leaves a new key no time, so nothing is shown after that.",
            fix: "declare a later `expires`, or a shorter `overlap`",
            at: identity.location,
            address: address.description
        )
    }

    fileprivate static func forecastCut(_ identity: Identity, _ address: Address, after: Instant) -> Diagnostic {
        Diagnostic(
            .warning,
            ForecastCode.cut,
            "nothing is shown for \(address) after \(after.iso8601)",
            detail: "It has more new keys in that time than are shown for one identity.",
            fix: "choose an earlier --until, or fewer environments with -e",
            at: identity.location,
            address: address.description
        )
    }

    fileprivate static func forecastCrowded(days: Int, named: [String], usual: Int) -> Diagnostic {
        let others = days > named.count ? " and \(days - named.count) more" : ""
        return Diagnostic(
            .warning,
            ForecastCode.crowded,
            "many keys are issued on one day: \(named.joined(separator: ", "))\(others)",
            detail: "The median day has \(usual).",
            fix: "spread rotations by `rotation.jitter`, and first ones by `rotation.firstWithin`"
        )
    }
}
