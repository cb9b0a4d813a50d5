package import Diagnostics
internal import Model
package import Planning

/// A forecast for people: a timeline, a line for each event under its day.
package struct ForecastText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// Ends with the summary line and a line break; `isQuiet`: has nothing else.
    package func render(_ forecast: Forecast, isQuiet: Bool = false) -> String {
        isQuiet ? end(of: forecast) : timeline(of: forecast) + end(of: forecast)
    }

    private func timeline(of forecast: Forecast) -> String {
        let title = "Forecast from \(TimeText.moment(forecast.now)) until \(TimeText.moment(forecast.until))"
        var text = style.paint(title, .bold) + "\n"
        for sentence in forecast.assumptions {
            text += style.paint(style.wrapped(sentence, indent: 0, startingAt: 0), .dim) + "\n"
        }
        text += "\n"
        var day: Int?
        let rows = forecast.events.map { row($0, of: forecast) }
        let lines = AlignedLines(rows, indent: Self.indent, style: style)
        for (event, row) in zip(forecast.events, rows) {
            if event.at.dayNumber != day {
                day = event.at.dayNumber
                text += style.paint(event.at.dayWords, .bold) + "\n"
            }
            text += lines.text(row)
        }
        if !forecast.events.isEmpty { text += "\n" }
        return text
    }

    private func end(of forecast: Forecast) -> String {
        style.wrapped(forecast.summary, indent: 0, startingAt: 0)
            + "\n" + style.fitted("\(forecast.scope)\n\(forecast.verdict)\n")
    }

    /// Where what is reported about an event begins.
    private static let indent = 20

    private func row(_ event: ForecastEvent, of forecast: Forecast) -> AlignedLines.Row {
        let identity = forecast.identities[event.identity]
        return AlignedLines.Row(
            lead: "  \(event.at.timeWords)  ",
            mark: "\(event.kind.symbol) \(event.kind.name)",
            attribute: event.kind.attribute,
            address: identity.address.description,
            keys: event.keyWords(of: identity),
            words: event.details
        )
    }
}

extension ForecastEvent.Kind {
    fileprivate var attribute: TextStyle.Attribute {
        switch self {
        case .change(.issue), .change(.adopt): .green
        case .change(.rotate), .change(.deliver): .cyan
        case .change(.replace): .yellow
        case .change(.retire), .change(.revoke), .change(.remove): .red
        case .end: .dim
        }
    }
}
