internal import Diagnostics
internal import Model
internal import Planning

/// What has to be acted on: findings, and what waits for `keyturn apply` now.
struct ForecastToDo {
    private let forecast: Forecast

    /// So many diagnostics are listed; the rest are counted.
    private static let findingLimit = 200

    /// So many identities are named of one action.
    private static let nameLimit = 6

    init(_ forecast: Forecast) { self.forecast = forecast }

    var section: HTMLText {
        let findings = forecast.diagnostics
        let waiting = waiting
        let nothing: HTMLText =
            findings.isEmpty && waiting.isEmpty
            ? "<p>Nothing. Rotations are done by the job that runs keyturn rotate.</p>\n" : ""
        let list: HTMLText = """
            <ul class="findings">
            \(findings.prefix(Self.findingLimit).html(finding))\(waiting.html(item))</ul>

            """
        return """
            <section aria-labelledby="todo">
            <h2 id="todo">What to act on</h2>
            \(nothing.markup.isEmpty ? list : nothing)\
            \(ForecastPage.others(findings.count - Self.findingLimit, "findings: see --format json"))</section>

            """
    }

    private func finding(_ diagnostic: Diagnostic) -> HTMLText {
        let detail: HTMLText = diagnostic.detail.map { "<br>\($0)" } ?? ""
        let fix: HTMLText = diagnostic.fix.map { "<br>Help: \($0)" } ?? ""
        return """
            <li class="\(diagnostic.severity.rawValue)"><b>\(diagnostic.severity.rawValue)</b> \(diagnostic.summary)\
            <small> \(diagnostic.code)\(detail)\(fix)</small></li>

            """
    }

    /// What the job that rotates leaves to a person.
    private static let left: [Action] = [.issue, .adopt, .replace, .remove]

    /// The changes of now, by action, with whom each is about.
    private var waiting: [(action: Action, places: [Int])] {
        var places: [Action: [Int]] = [:]
        for event in forecast.events.prefix(while: { $0.at <= forecast.now }) {
            if case .change(let action) = event.kind { places[action, default: []].append(event.identity) }
        }
        return Self.left.compactMap { action in places[action].map { (action, $0) } }
    }

    private func item(_ action: Action, _ places: [Int]) -> HTMLText {
        let names = places.prefix(Self.nameLimit).map { forecast.identities[$0].address.description }
        let rest = places.count - names.count
        let more = rest > 0 ? " and \(grouped(rest)) more" : ""
        return """
            <li><b>now</b> \(ForecastEvent.Kind.change(action).counted(places.count)): \
            <span class="where">\(names.joined(separator: ", "))\(more)</span>\
            <small> keyturn apply does it</small></li>

            """
    }
}
