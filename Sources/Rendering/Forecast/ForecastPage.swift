internal import Diagnostics
internal import Model
package import Planning

/// A forecast as one page of HTML: no script, nothing that is loaded, light and dark, for screens, keyboards and paper.
package enum ForecastPage {
    /// So many identities have a bar, those with findings first; the rest are counted.
    package static let identityLimit = 500

    /// So many events are listed; the rest are counted.
    package static let eventLimit = 5_000

    package static func render(_ forecast: Forecast) -> String {
        // A day that was named as the end is looked at to its end.
        let last = String((forecast.until - .microseconds(1)).iso8601.prefix(10))
        let verdict: HTMLText = forecast.isAlwaysDelivered && forecast.isComplete ? "good" : "bad"
        let axis = ForecastAxis(forecast)
        let page: HTMLText = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Forecast until \(last) · Keyturn</title>
            <style>
            \(style)</style>
            </head>
            <body>
            <header>
            <p class="skip"><a href="#events">To the events</a></p>
            <h1>Forecast until <time>\(last)</time></h1>
            <p>From <time datetime="\(forecast.now.iso8601)">\(TimeText.moment(forecast.now))</time> until \
            <time datetime="\(forecast.until.iso8601)">\(TimeText.moment(forecast.until))</time>. \
            \(forecast.assumptions.joined(separator: " "))</p>
            <p class="summary">\(forecast.summary) \(forecast.scope)</p>
            <p class="verdict \(verdict)">\(forecast.verdict)</p>
            </header>
            <main>
            \(ForecastToDo(forecast).section)\(ForecastDensity(forecast, on: axis).section)\
            \(ForecastBars(forecast, on: axis).section)\(events(of: forecast))</main>
            <footer><p>Written by keyturn forecast. Times are UTC; no key is shown, those to come are called new.</p></footer>
            </body>
            </html>

            """
        return page.markup
    }

    /// How many are left out, where any are.
    static func others(_ number: Int, _ what: String) -> HTMLText {
        number > 0 ? "<p>And \(grouped(number)) more \(what).</p>\n" : ""
    }

    private static func events(of forecast: Forecast) -> HTMLText {
        let shown = forecast.events.prefix(eventLimit)
        let rest = forecast.events.count - shown.count
        var months: [(name: String, events: ArraySlice<ForecastEvent>)] = []
        var start = shown.startIndex
        while start < shown.endIndex {
            let name = shown[start].at.iso8601.prefix(7)
            let end = shown[start...].firstIndex { $0.at.iso8601.prefix(7) != name } ?? shown.endIndex
            months.append((String(name), shown[start..<end]))
            start = end
        }
        let nothing: HTMLText = months.isEmpty ? "<p>Nothing is due.</p>\n" : ""
        return """
            <section aria-labelledby="events">
            <h2 id="events">Events</h2>
            \(months.enumerated().html { month($1.name, $1.events, isOpen: $0 == 0, of: forecast) })\
            \(nothing)\(others(rest, "events: see --format json"))</section>

            """
    }

    private static func month(
        _ name: String,
        _ events: ArraySlice<ForecastEvent>,
        isOpen: Bool,
        of forecast: Forecast
    ) -> HTMLText {
        let open: HTMLText = isOpen ? " open" : ""
        var text: HTMLText = """
            <details\(open)>
            <summary><b>\(name)</b> \(count(events.count, "event"))</summary>

            """
        var day: Int?
        for event in events {
            if event.at.dayNumber != day {
                text += day == nil ? "" : "</ol>\n"
                day = event.at.dayNumber
                text += "<h3>\(event.at.dayWords)</h3>\n<ol class=\"events\">\n"
            }
            text += line(event, of: forecast)
        }
        text += "</ol>\n</details>\n"
        return text
    }

    private static func line(_ event: ForecastEvent, of forecast: Forecast) -> HTMLText {
        let identity = forecast.identities[event.identity]
        let mark: HTMLText = event.isOutsideWindow ? " warning" : ""
        return """
            <li class="\(event.kind.name)\(mark)"><time datetime="\(event.at.iso8601)">\(event.at.timeWords)</time> \
            <b><span aria-hidden="true">\(event.kind.symbol)</span> \(event.kind.name)</b> \
            <span class="where">\(identity.address.description)</span> \
            <span><code>\(event.keyWords(of: identity))</code> \(event.details)</span></li>

            """
    }
}
