internal import Diagnostics
internal import Model
internal import Planning

/// The bars of a forecast's identities: in one lane what is the current key, in another what overlaps with it.
struct ForecastBars {
    private let forecast: Forecast
    private let axis: ForecastAxis

    /// The identities that have a bar, by when something happens to them next; nil for those that nothing happens to.
    private let groups: [(day: Int?, places: [Int])]

    private let shown: Int

    /// What findings are about.
    private let marked: Set<String>

    /// So many keys of one identity are drawn.
    private let keyLimit: Int

    init(_ forecast: Forecast, on axis: ForecastAxis) {
        self.forecast = forecast
        self.axis = axis
        let marked = Set(forecast.diagnostics.compactMap(\.address))
        self.marked = marked
        var next = [Int?](repeating: nil, count: forecast.identities.count)
        for event in forecast.events where next[event.identity] == nil { next[event.identity] = event.at.dayNumber }
        let places = Array(forecast.identities.indices).sortedNaturally { forecast.identities[$0].address }
        let first = places.filter { marked.contains(forecast.identities[$0].address.description) }
        let others = places.filter { !marked.contains(forecast.identities[$0].address.description) }
        let byDay = Dictionary(grouping: (first + others).prefix(ForecastPage.identityLimit)) { next[$0] ?? .max }
        groups = byDay.sorted { $0.key < $1.key }.map { ($0 == .max ? nil : $0, $1) }
        shown = groups.map(\.places.count).reduce(0, +)
        keyLimit = min(120, max(12, 20_000 / max(1, shown)))
    }

    var section: HTMLText {
        guard shown > 0 else { return "" }
        let rest = forecast.identities.count - shown
        return """
            <section aria-labelledby="keys">
            <h2 id="keys">Keys, by what comes next</h2>
            <ul class="legend" aria-label="Legend">
            <li><svg viewBox="0 0 20 10" aria-hidden="true"><rect class="c" width="10" height="10"/>\
            <rect class="d" x="10" width="10" height="10"/></svg> current, the next one</li>
            <li><svg viewBox="0 0 20 10" aria-hidden="true"><rect class="o" width="20" height="10"/></svg> replaced, works</li>
            <li><svg viewBox="0 0 20 10" aria-hidden="true"><path class="e" d="M10 0V10"/></svg> end</li>
            </ul>
            \(axis.grid)<div class="ruler">\(axis.labels)</div>
            \(groups.html(group))\
            \(ForecastPage.others(rest, "identities: see --format json, or choose with -e"))\
            </section>

            """
    }

    private func group(_ day: Int?, _ places: [Int]) -> HTMLText {
        let words = day.map { Instant(secondsSince1970: Int64($0) * 86_400).dayWords } ?? "Nothing is due"
        return """
            <h3>\(words)</h3>
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
            <li><details><summary><span class="name" title="\(identity.address.description)">\(identity.address.description)\(mark)</span> \
            <svg class="bar" viewBox="0 0 10000 20" preserveAspectRatio="none" role="img" aria-label="\(words(identity))">\
            <use href="#grid"/>\(drawn.enumerated().html { bar($0.element, isOdd: $0.offset % 2 == 1) })</svg></summary>
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

    /// Two shades take turns, so that one key is distinguished from the next.
    private func bar(_ span: ForecastSpan, isOdd: Bool) -> HTMLText {
        let start = axis.place(span.from ?? forecast.now)
        let change = axis.place(span.replaced ?? span.ends ?? forecast.until)
        let end = axis.place(span.ends ?? forecast.until)
        var bars: HTMLText = ""
        if change > start {
            let shade: HTMLText = isOdd ? "d" : "c"
            bars +=
                "<rect class=\"\(shade)\" x=\"\(start)\" y=\"2\" width=\"\(max(8, change - start - 16))\" height=\"8\"/>"
        }
        if span.replaced != nil, end > change {
            bars += "<rect class=\"o\" x=\"\(change)\" y=\"12\" width=\"\(max(8, end - change))\" height=\"6\"/>"
        }
        if let ends = span.ends, ends >= forecast.now, ends <= forecast.until {
            bars += "<path class=\"e\" d=\"M\(end) 10V20\"/>"
        }
        return bars.markup.isEmpty ? "" : "<g><title>\(dates(span))</title>\(bars)</g>"
    }

    /// `372cb0295809: from 2026-11-29, replaced 2026-12-29, works until 2026-12-31`.
    private func dates(_ span: ForecastSpan) -> String {
        let parts = [("from", span.from), ("replaced", span.replaced), ("works until", span.ends)].compactMap {
            word,
            at in
            at.map { "\(word) \($0.iso8601.prefix(10))" }
        }
        return "\(span.key.words)\(parts.isEmpty ? "" : ": ")\(parts.joined(separator: ", "))"
    }

    private func row(_ span: ForecastSpan) -> HTMLText {
        """
        <tr><td><code>\(span.key.words)</code></td><td>\(moment(span.from))</td><td>\(moment(span.replaced))</td>\
        <td>\(moment(span.ends))</td></tr>

        """
    }

    private func moment(_ instant: Instant?) -> HTMLText {
        guard let instant else { return "–" }
        // A telephone breaks the line between day and time, and not within the day.
        let words = TimeText.moment(instant).split(separator: " ")
        return "<time><span>\(String(words[0]))</span> \(String(words[1]))</time>"
    }
}
