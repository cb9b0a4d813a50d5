package import Diagnostics
internal import Model
package import Planning

/// A forecast for people: a timeline, a line for each event under its day, in 100 columns.
package struct ForecastText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// Ends with the summary line and a line break.
    package func render(_ forecast: Forecast) -> String {
        let title = "Forecast from \(TimeText.moment(forecast.now)) until \(TimeText.moment(forecast.until))"
        var text = style.paint(title, .bold) + "\n"
        for sentence in forecast.assumptions {
            text += style.paint(style.wrapped(sentence, indent: 0, startingAt: 0), .dim) + "\n"
        }
        text += "\n"
        var day: Int?
        for event in forecast.events {
            if event.at.dayNumber != day {
                day = event.at.dayNumber
                text += style.paint(event.at.dayWords, .bold) + "\n"
            }
            write(event, of: forecast, into: &text)
        }
        if !forecast.events.isEmpty { text += "\n" }
        return text + style.wrapped(forecast.summary, indent: 0, startingAt: 0)
            + "\n\(forecast.scope)\n\(forecast.verdict)\n"
    }

    /// Where what is reported about an event begins.
    private static let indent = 20

    private func write(_ event: ForecastEvent, of forecast: Forecast, into text: inout String) {
        let name = "\(event.kind.symbol) \(event.kind.name)"
        let padding = String(repeating: " ", count: max(1, 11 - name.count))
        let address = forecast.identities[event.identity].address
        let words = "\(address)  \(event.keyWords)\(event.details.isEmpty ? "" : ", ")\(event.details)"
        text += "  \(event.at.timeWords)  " + style.paint(name, event.kind.attribute) + padding
        text += style.wrapped(words, indent: Self.indent, startingAt: Self.indent) + "\n"
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
