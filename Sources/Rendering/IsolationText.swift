package import Diagnostics
internal import Model
package import Planning
internal import State

/// Whether environments are apart, for people: the matrix, what was found, and the verdict in the last line.
package struct IsolationText: Sendable {
    private let style: TextStyle

    /// At most this many findings are written out, and this many places of each.
    private static let limit = 20

    package init(style: TextStyle) { self.style = style }

    /// Ends with the verdict and a line break; `isQuiet`: has nothing else.
    package func render(_ report: IsolationReport, isQuiet: Bool = false) -> String {
        (isQuiet ? "" : findings(of: report)) + end(of: report)
    }

    private func findings(of report: IsolationReport) -> String {
        var text = ""
        if report.environments.count > 1 { text += IsolationMatrix(report: report, style: style).render() + "\n" }
        for finding in report.findings.prefix(Self.limit) { text += block(finding, now: report.now) + "\n" }
        if report.findings.count > Self.limit {
            text += "and \(grouped(report.findings.count - Self.limit)) more: --format json has all of them\n\n"
        }
        text += list(
            "Shared keys still valid until their overlap ends:",
            report.ending.flatMap { ending(of: $0, now: report.now) }
        )
        text += list(
            "Not checked for shared keys:",
            report.notCompared.map { "\($0.environment): \(PlainText.line($0.reason))" }
                + report.notComparable.map(\.words)
        )
        return text
    }

    private func end(of report: IsolationReport) -> String {
        let verdict = style.wrapped(verdict(of: report), indent: 2, startingAt: 0)
        let head = verdict.prefix { $0 != ":" }
        let color: TextStyle.Attribute = !report.isIsolated ? .red : report.isComplete ? .green : .yellow
        return style.paint(String(head), color) + verdict.dropFirst(head.count) + "\n"
    }

    private func block(_ finding: IsolationReport.Finding, now: Instant) -> String {
        let names = finding.environments.map(PlainText.line).inWords
        let key = finding.shownFingerprint?.description ?? "that is watched"
        let title =
            switch finding.kind {
            case .shared: "Shared key \(key)"
            case .published(let place): "Key \(key), published in \(place)"
            case .sameDatabase: "One database: \(names)"
            case .replicatedDatabase: "One database and its replica: \(names)"
            case .copied(let origin?): "Copied key \(key) of \(PlainText.line(origin))"
            case .copied(nil): "Copied key \(key), origin unknown"
            case .sameOutput: "One output folder, or one inside the other: \(names)"
            }
        var text = style.paint(style.wrapped(title, indent: 2, startingAt: 0), .red) + "\n"
        for holding in finding.holdings.prefix(Self.limit) {
            text += "  " + style.wrapped(holding.words(now: now), indent: 4, startingAt: 2) + "\n"
        }
        if finding.holdings.count > Self.limit {
            text += "  and \(grouped(finding.holdings.count - Self.limit)) more places\n"
        }
        for advice in finding.advice { text += "  help: " + style.wrapped(advice, indent: 8, startingAt: 8) + "\n" }
        return text
    }

    private func ending(of finding: IsolationReport.Finding, now: Instant) -> [String] {
        let key = finding.shownFingerprint?.description ?? "a watched key"
        // Where it ended already it is not valid any more: said of the places that still accept it.
        let ended = finding.holdings.filter { $0.strength == .ended }.map { PlainText.line($0.place.environment) }
        let others = ended.isEmpty ? "" : "; no longer valid in " + Set(ended).sorted().joined(separator: ", ")
        return finding.holdings.filter { $0.strength != .ended }.map { "\(key) \($0.words(now: now))\(others)" }
    }

    private func list(_ title: String, _ lines: [String]) -> String {
        guard !lines.isEmpty else { return "" }
        var text = style.wrapped(title, indent: 0, startingAt: 0) + "\n"
        for line in lines.prefix(Self.limit) { text += "  " + style.wrapped(line, indent: 4, startingAt: 2) + "\n" }
        if lines.count > Self.limit { text += "  and \(grouped(lines.count - Self.limit)) more\n" }
        return text + "\n"
    }

    /// The last line: `Isolated: 3 environments, 42 keys compared, no key shared`.
    package func verdict(of report: IsolationReport) -> String {
        let looked = report.environments.count - report.notCompared.count
        let scope = "\(count(looked, "environment")), \(count(report.keysCompared, "key")) compared"
        var remarks: [String] = []
        if !report.ending.isEmpty {
            remarks.append(
                "\(count(report.ending.count, "shared key")) \(report.ending.count == 1 ? "is" : "are") ending"
            )
        }
        if !report.notComparable.isEmpty { remarks.append("some things could not be compared") }
        if !report.notCompared.isEmpty {
            remarks.append("\(count(report.notCompared.count, "environment")) could not be compared")
        }
        // What could not be compared is an error of its own.
        if report.notCompared.isEmpty, report.errors > 0 { remarks.append(count(report.errors, "error")) }
        let rest = remarks.isEmpty ? "" : "; " + remarks.joined(separator: "; ")
        guard report.findings.isEmpty else {
            return "Not isolated: \(scope), \(report.found)\(rest)."
        }
        guard report.isIsolated else { return "Not known: \(scope), no key shared among them\(rest)." }
        // Keys that no one can compare may be shared without being seen.
        guard report.isComplete else { return "No shared key found: \(scope)\(rest)." }
        return "Isolated: \(scope), no key shared\(rest)."
    }
}

extension IsolationReport {
    /// `2 shared keys, 1 database of two environments`.
    fileprivate var found: String {
        func number(_ matches: (Finding.Kind) -> Bool) -> Int { findings.count { matches($0.kind) } }
        let parts = [
            (number { $0 == .shared }, "shared key", "shared keys"),
            (number { if case .copied = $0 { true } else { false } }, "copied key", "copied keys"),
            (number { $0 == .replicatedDatabase }, "replicated database", "replicated databases"),
            (number { if case .published = $0 { true } else { false } }, "published key", "published keys"),
            (number { $0 == .sameDatabase }, "pair with one database", "pairs with one database"),
            (number { $0 == .sameOutput }, "pair with one folder", "pairs with one folder"),
        ]
        return parts.filter { $0.0 > 0 }.map { count($0.0, $0.1, $0.2) }.joined(separator: ", ")
    }
}

extension Holding {
    func words(now: Instant) -> String {
        guard case .ending(let end) = form else { return place.description }
        return "\(place) until \(TimeText.moment(end)), \(TimeText.relative(end, to: now))"
    }
}

extension NotComparable {
    fileprivate var words: String {
        let number = self.count.map { " (\(grouped($0)))" } ?? ""
        return "\(environment): \(PlainText.line(what))\(number): \(PlainText.line(reason))"
    }
}
