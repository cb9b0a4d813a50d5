internal import Diagnostics
internal import Model
internal import Planning

/// The bars of a forecast's identities: in one lane what is the current key, in another what overlaps with it.
struct ForecastBars {
    private let forecast: Forecast

    /// Places of the identities that have a bar, in order.
    private let shown: [Int]

    /// What findings are about.
    private let marked: Set<String>

    /// So many keys of one identity are drawn.
    private let keyLimit: Int

    init(_ forecast: Forecast) {
        self.forecast = forecast
        let marked = Set(forecast.diagnostics.compactMap(\.address))
        self.marked = marked
        let places = forecast.identities.indices
        let first = places.filter { marked.contains(forecast.identities[$0].address.description) }
        let others = places.filter { !marked.contains(forecast.identities[$0].address.description) }
        shown = (first + others).prefix(ForecastPage.identityLimit).sorted()
        keyLimit = min(120, max(12, 20_000 / max(1, shown.count)))
    }

    var section: HTMLText {
        guard !shown.isEmpty else { return "" }
        let rest = forecast.identities.count - shown.count
        return """
            <section aria-labelledby="keys">
            <h2 id="keys">Keys</h2>
            <ul class="legend" aria-label="Legend">
            <li><svg viewBox="0 0 20 10" aria-hidden="true"><rect class="c" width="20" height="10"/></svg> current</li>
            <li><svg viewBox="0 0 20 10" aria-hidden="true"><rect class="o" width="20" height="10"/></svg> replaced, works</li>
            <li><svg viewBox="0 0 20 10" aria-hidden="true"><path class="e" d="M10 0V10"/></svg> end</li>
            </ul>
            <svg class="defs" aria-hidden="true"><symbol id="grid" viewBox="0 0 10000 20" preserveAspectRatio="none">\
            \(ticks.html { "<rect class=\"g\" x=\"\($0.place)\" width=\"8\" height=\"20\"/>" })</symbol></svg>
            \(environments.html(environment))\
            \(ForecastPage.others(rest, "identities: see --format json, or choose with -e"))\
            </section>

            """
    }

    private var environments: [[Int]] {
        var groups: [[Int]] = []
        for place in shown {
            let name = forecast.identities[place].address.environment
            if let last = groups.last?.last, forecast.identities[last].address.environment == name {
                groups[groups.count - 1].append(place)
            } else {
                groups.append([place])
            }
        }
        return groups
    }

    private func environment(_ places: [Int]) -> HTMLText {
        """
        <h3>\(forecast.identities[places[0]].address.environment)</h3>
        <div class="axis" aria-hidden="true">\(ticks.html { "<span style=\"left:\($0.place / 100)%\">\($0.name)</span>" })</div>
        <ul class="bars">
        \(places.html { identity(forecast.identities[$0]) })</ul>

        """
    }

    private func identity(_ identity: ForecastIdentity) -> HTMLText {
        let drawn = identity.keys.prefix(keyLimit)
        let rest = identity.keys.count - drawn.count
        let mark: HTMLText =
            marked.contains(identity.address.description) ? " <b class=\"mark\" title=\"see the findings\">!</b>" : ""
        return """
            <li><details><summary><span class="name">\(identity.address.identity ?? "")\(mark)</span> \
            <svg class="bar" viewBox="0 0 10000 20" preserveAspectRatio="none" role="img" aria-label="\(words(identity))">\
            <use href="#grid"/>\(drawn.html(bar))</svg></summary>
            <table><thead><tr><th scope="col">key</th><th scope="col">current from</th><th scope="col">replaced</th>\
            <th scope="col">works until</th></tr></thead><tbody>
            \(drawn.html(row))</tbody></table>
            \(ForecastPage.others(rest, "keys"))</details></li>

            """
    }

    /// What the bar shows, for those who cannot see it.
    private func words(_ identity: ForecastIdentity) -> String {
        let replaced = identity.keys.compactMap(\.replaced).filter { $0 >= forecast.now }
        guard let next = replaced.min() else { return "no rotation" }
        return "\(count(replaced.count, "rotation")), the next on \(TimeText.moment(next))"
    }

    private func bar(_ span: ForecastSpan) -> HTMLText {
        let start = place(span.from ?? forecast.now)
        let change = place(span.replaced ?? span.ends ?? forecast.until)
        let end = place(span.ends ?? forecast.until)
        var bars: HTMLText = ""
        // A gap tells one key from the next.
        if change > start {
            bars += "<rect class=\"c\" x=\"\(start)\" y=\"2\" width=\"\(max(8, change - start - 16))\" height=\"8\"/>"
        }
        if span.replaced != nil, end > change {
            bars += "<rect class=\"o\" x=\"\(change)\" y=\"12\" width=\"\(max(8, end - change))\" height=\"6\"/>"
        }
        if let ends = span.ends, ends >= forecast.now, ends <= forecast.until {
            bars += "<path class=\"e\" d=\"M\(end) 10V20\"/>"
        }
        return bars
    }

    private func row(_ span: ForecastSpan) -> HTMLText {
        """
        <tr><td><code>\(span.key.words)</code></td><td>\(moment(span.from))</td><td>\(moment(span.replaced))</td>\
        <td>\(moment(span.ends))</td></tr>

        """
    }

    private func moment(_ instant: Instant?) -> HTMLText {
        guard let instant else { return "–" }
        return "<time datetime=\"\(instant.iso8601)\">\(String(TimeText.moment(instant).dropLast(4)))</time>"
    }

    /// From 0 for now to 10,000 for the end of what is looked at.
    private func place(_ instant: Instant) -> Int {
        let whole = max(1, (forecast.until - forecast.now).microseconds)
        let part = (min(max(instant, forecast.now), forecast.until) - forecast.now).microseconds
        return Int((Double(part) / Double(whole) * 10_000).rounded())
    }

    /// Beginnings of months, so few that their names stand beside each other on a telephone; of a short time, of days.
    private var ticks: [(place: Int, name: String)] {
        let first = forecast.now.dayNumber + 1
        let days = Array(first..<max(first, forecast.until.dayNumber + 1)).map { CivilDate(dayNumber: $0) }
        let months = days.filter { $0.day == 1 }
        let chosen = months.count < 2 ? days : months
        let step = max(1, (chosen.count + Self.ticks - 1) / Self.ticks)
        return stride(from: 0, to: chosen.count, by: step).compactMap { index in
            let date = chosen[index]
            let place = place(Instant(secondsSince1970: Int64(date.dayNumber) * 86_400))
            let text = Instant(secondsSince1970: Int64(date.dayNumber) * 86_400).iso8601
            // The last name must not stand beyond the end.
            guard place < 9_000 else { return nil }
            return (place, String(months.count < 2 ? text.dropFirst(5).prefix(5) : text.prefix(7)))
        }
    }

    private static let ticks = 5
}
