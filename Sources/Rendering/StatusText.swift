package import Diagnostics
package import Model
package import Planning

/// The status of every identity as a table, one line each; what is more than a line follows under it.
package struct StatusText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    private static let headings = ["IDENTITY", "KEY", "AGE", "NEXT ROTATION", "LAST USE", "DELIVERED"]

    package func render(_ statuses: [IdentityStatus], now: Instant) -> String {
        guard !statuses.isEmpty else { return "No identities.\n" }
        let rows = statuses.map { cells($0, now: now) }
        let widths = Self.headings.indices.map { column in
            rows.reduce(Self.headings[column].count) { max($0, $1[column].count) }
        }
        var text = style.paint(line(Self.headings, widths), .bold) + "\n"
        for (status, row) in zip(statuses, rows) {
            text += line(row, widths) + "\n"
            for detail in details(status, now: now) { text += "  " + style.paint(detail, .dim) + "\n" }
        }
        return text
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            line += cell
            if index < cells.count - 1 { line += String(repeating: " ", count: widths[index] - cell.count + 2) }
        }
        return line
    }

    private func cells(_ status: IdentityStatus, now: Instant) -> [String] {
        [
            status.address.description,
            status.current?.description ?? "none",
            status.createdAt.map { TimeText.length(max(.zero, now - $0)) } ?? "-",
            status.nextRotation.map { $0 <= now ? "due" : TimeText.relative($0, to: now) } ?? "-",
            // Never written is not "never used": not every server writes it.
            status.current == nil ? "-" : status.lastUsedAt.map { TimeText.relative($0, to: now) } ?? "unknown",
            delivered(status.delivery),
        ]
    }

    private func delivered(_ delivery: DeliveryState) -> String {
        switch delivery {
        case .delivered: "yes"
        case .incomplete: "no"
        case .notDeclared: "not declared"
        case .noKey: "-"
        }
    }

    private func details(_ status: IdentityStatus, now: Instant) -> [String] {
        var details: [String] = []
        if case .incomplete(let files) = status.delivery {
            details.append("not in \(files.map(PlainText.line).joined(separator: ", "))")
        }
        for key in status.retiring {
            let end = key.ends.map { "until \(TimeText.moment($0)), \(TimeText.relative($0, to: now))" }
            details.append("old key \(key.fingerprint) works \(end ?? "without an end")")
        }
        if let ends = status.ends {
            details.append("ends \(TimeText.moment(ends)), \(TimeText.relative(ends, to: now))")
        }
        if !status.pending.isEmpty {
            details.append("pending: \(status.pending.map(\.rawValue).joined(separator: ", "))")
        }
        return details
    }
}
