package import Diagnostics
internal import Model
package import Planning

/// A plan for people: grouped by environment, a line for each change, readable without colour in 100 columns.
package struct PlanText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// Ends with the summary line and a line break.
    package func render(_ plan: Plan) -> String {
        var text = ""
        for environment in plan.environments
        where !environment.changes.isEmpty || !environment.announcements.isEmpty || environment.isRefused {
            text += style.paint(environment.name, .bold)
            if environment.isRefused { text += "  " + style.paint("refused: see the errors", .red) }
            text += "\n"
            for change in environment.changes { write(change, of: plan, into: &text) }
            for diff in environment.diffs { write(diff, into: &text) }
            for announcement in environment.announcements {
                text += "  " + wrapped(announcement.words, indent: Self.indent, startingAt: 2) + "\n"
            }
            text += "\n"
        }
        text += PlanNotes(style: style).render(plan)
        return text + summary(of: plan) + "\n"
    }

    /// Where the details of a change begin.
    private static let indent = 13

    private func write(_ change: Change, of plan: Plan, into text: inout String) {
        let now = plan.now
        let action = change.action.rawValue
        let padding = String(repeating: " ", count: max(1, 9 - action.count))
        let keys = change.keyWords.map { "\($0), " } ?? ""
        let reasons = change.reasons.map { $0.words(now: now) }.joined(separator: "; ")
        let head = "  \(change.action.symbol) \(action)\(padding)"
        text += "  " + style.paint("\(change.action.symbol) \(action)", change.action.attribute) + padding
        text +=
            wrapped(
                "\(change.address) \(keys)\(reasons)",
                indent: Self.indent,
                startingAt: head.count
            ) + "\n"
        if let fate = change.fate(now: plan.now, endsFirst: plan.mandate.endsFirst) { detail(fate, into: &text) }
        if !change.files.isEmpty {
            detail("writes \(change.files.map(\.words).joined(separator: ", "))", into: &text)
        }
    }

    /// At most this many lines of a file are shown, then counted.
    private static let shownLines = 12

    private func write(_ diff: FileDiff, into text: inout String) {
        let kind = diff.kind == .changed ? "" : ", \(diff.kind.rawValue)"
        text += "    " + style.paint("\(PlainText.line(diff.path))\(kind)", .bold) + "\n"
        let lines = diff.lines.prefix(Self.shownLines)
        for line in lines {
            let mark = line.isAdded ? "+" : "-"
            text +=
                "      " + style.paint(clipped("\(mark) \(line.text)", to: lineWidth - 6), line.isAdded ? .green : .red)
            text += "\n"
        }
        if diff.others > 0 {
            text += "      " + style.paint("- \(count(diff.others, "other line"))", .red) + "\n"
        }
        let rest = diff.removed + diff.added - diff.others - lines.count
        if rest > 0 { text += "      " + style.paint("and \(count(rest, "more line"))", .dim) + "\n" }
    }

    private func clipped(_ line: String, to width: Int) -> String {
        line.count > width ? line.prefix(width - 1) + "…" : line
    }

    private func detail(_ words: String, into text: inout String) {
        text += String(repeating: " ", count: Self.indent)
        text += style.paint(wrapped(words, indent: Self.indent, startingAt: Self.indent), .dim) + "\n"
    }

    /// The last line: how much of what, or that there is nothing to do and when there will be.
    package func summary(of plan: Plan) -> String {
        let numbers = plan.environments.reduce(into: [Action: Int]()) { numbers, environment in
            for change in environment.changes { numbers[change.action, default: 0] += 1 }
        }
        let scope =
            count(plan.environments.count, "environment") + ", "
            + count(plan.environments.reduce(0) { $0 + $1.identityCount }, "identity", "identities")
        guard !numbers.isEmpty else {
            let refused = plan.environments.filter(\.isRefused).count
            if refused > 0 { return "Nothing can be done in \(count(refused, "environment"))." }
            if plan.environments.isEmpty { return "No plan: no environment could be looked at." }
            let next = plan.environments.compactMap(\.nextRotation).min { $0.at < $1.at }
            let rotation = next.map { ", next rotation \($0.address) \(TimeText.relative($0.at, to: plan.now))" }
            if let leftOut = plan.leftOut { return "No drift. \(scope)." + Self.leftOut(leftOut) }
            let verdict =
                switch (plan.mandate.request, plan.mandate.scope) {
                case (.revoke, _): "Nothing to revoke."
                case (_, .everything): "No changes."
                case (_, .unattended): "Nothing is due."
                }
            return "\(verdict) \(scope)\(rotation ?? "")."
        }
        let parts = Action.allCases.compactMap { action -> String? in
            numbers[action].map { "\(grouped($0)) to \(action.rawValue)" }
        }
        let title = plan.leftOut == nil ? "Plan:" : "Drift:"
        return style.paint(title, .bold) + " \(parts.joined(separator: ", ")). \(scope)."
            + (plan.leftOut.map(Self.leftOut) ?? "")
    }

    private static func leftOut(_ number: Int) -> String {
        number == 0
            ? "" : " Not shown: \(count(number, "change")) that \(number == 1 ? "is" : "are") due or newly declared."
    }
}

extension Action {
    fileprivate var attribute: TextStyle.Attribute {
        switch self {
        case .issue, .adopt: .green
        case .rotate, .deliver: .cyan
        case .replace: .yellow
        case .retire, .revoke, .remove: .red
        }
    }
}
