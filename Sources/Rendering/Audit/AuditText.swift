package import Audit
package import Diagnostics
internal import Model

/// Lines of audit files for people, one a line.
package struct AuditText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    package func render(_ lines: [ReadAuditLine]) -> String {
        let rows = lines.map(columns)
        guard !rows.isEmpty else { return "No entries.\n" }
        let headings = ["TIME", "ADDRESS", "COMMAND", "BY", "EVENT", "OUTCOME", "WHAT"]
        return TextTable(headings: headings, rows: rows).render(style)
    }

    private func columns(_ line: ReadAuditLine) -> [String] {
        func text(_ name: String) -> String { PlainText.line(line.text(name) ?? "") }
        var what = [text("action"), line.reasons.map { PlainText.line($0) }.joined(separator: ", ")].filter {
            !$0.isEmpty
        }
        switch (line.text("from"), line.text("to")) {
        case (let from?, let to?): what.append("\(PlainText.line(from)) → \(PlainText.line(to))")
        case (let from?, nil): what.append(PlainText.line(from))
        case (nil, let to?): what.append("→ \(PlainText.line(to))")
        case (nil, nil): break
        }
        what += [text("code"), text("detail")].filter { !$0.isEmpty }
        if !line.heads.isEmpty { what.append("heads of \(line.heads.keys.sorted().joined(separator: ", "))") }
        let time = line.time.map(\.minuteText) ?? ""
        let user = text("user") + (line.text("sudo_user").map { " (\(PlainText.line($0)))" } ?? "")
        return [time, text("address"), text("command"), "\(user)@\(text("host"))", text("event"), text("outcome")]
            + [what.joined(separator: " ")]
    }
}

extension Instant {
    fileprivate var minuteText: String { String(databaseText.prefix(19)) }
}
