internal import Diagnostics
internal import Model
internal import Planning

/// The time that a forecast looks at, from left to right: what bars and the strip above them are drawn on.
struct ForecastAxis {
    private let now: Instant
    private let until: Instant

    init(_ forecast: Forecast) {
        now = forecast.now
        until = forecast.until
    }

    /// From 0 for now to 10,000 for the end of what is looked at.
    func place(_ instant: Instant) -> Int {
        let whole = max(1, (until - now).microseconds)
        let part = (min(max(instant, now), until) - now).microseconds
        return Int((Double(part) / Double(whole) * 10_000).rounded())
    }

    /// The instant at a place.
    func instant(_ place: Int) -> Instant {
        now + .microseconds(Int64(Double((until - now).microseconds) * Double(place) / 10_000))
    }

    /// The lines, and above each its name, with `now` at the left.
    var labels: HTMLText {
        """
        <div class="axis" aria-hidden="true"><span class="now">now</span>\
        \(ticks.html { "<span style=\"left:\($0.place / 100).\(hundredths($0.place))%\">\($0.name)</span>" })</div>

        """
    }

    /// The same lines for each bar, drawn once.
    var grid: HTMLText {
        """
        <svg class="defs" aria-hidden="true"><symbol id="grid" viewBox="0 0 10000 20" preserveAspectRatio="none">\
        <rect class="n" width="12" height="20"/>\
        \(ticks.html { "<rect class=\"g\" x=\"\($0.place - 4)\" width=\"8\" height=\"20\"/>" })</symbol></svg>

        """
    }

    private func hundredths(_ place: Int) -> String { String(String(place % 100 + 100).dropFirst()) }

    /// Beginnings of months, so few that their names stand beside each other on a telephone; of a short time, of days.
    private var ticks: [(place: Int, name: String)] {
        let first = now.dayNumber + 1
        let days = Array(first..<max(first, until.dayNumber + 1)).map { CivilDate(dayNumber: $0) }
        let months = days.filter { $0.day == 1 }
        let chosen = months.count < 2 ? days : months
        let step = max(1, (chosen.count + Self.most - 1) / Self.most)
        return stride(from: 0, to: chosen.count, by: step).compactMap { index in
            let start = Instant(secondsSince1970: Int64(chosen[index].dayNumber) * 86_400)
            let place = place(start)
            // A name must stand neither on `now` nor beyond the end.
            guard place > 900, place < 9_400 else { return nil }
            return (place, String(months.count < 2 ? start.iso8601.dropFirst(5).prefix(5) : start.iso8601.prefix(7)))
        }
    }

    private static let most = 5
}
