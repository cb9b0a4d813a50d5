internal import Diagnostics
internal import Planning

/// What every pair of environments shares, as a matrix: a cell has a line for each kind of thing.
struct IsolationMatrix {
    let report: IsolationReport
    let style: TextStyle

    /// Each line ends with a line break; wide matrices come in parts, one below the other.
    func render() -> String {
        let names = report.environments
        let rows = report.chosen
        let cells = rows.map { row in names.map { column in cell(row, column) } }
        let labels = names.map(PlainText.line)
        let label = rows.map(PlainText.line).reduce(0) { max($0, $1.cells) }
        var parts: [String] = []
        var first = 0
        while first < names.count {
            var widths: [Int] = []
            var total = label
            for column in first..<names.count {
                let width = cells.flatMap { $0[column] }.reduce(labels[column].cells) { max($0, $1.cells) }
                // One column is shown however wide it is.
                guard widths.isEmpty || total + 2 + width <= style.width else { break }
                widths.append(width)
                total += 2 + width
            }
            let columns = first..<first + widths.count
            var text = style.paint(line([""] + labels[columns], [label] + widths), .bold) + "\n"
            for (row, name) in rows.enumerated() {
                let height = columns.reduce(1) { max($0, cells[row][$1].count) }
                for index in 0..<height {
                    let texts = columns.map { cells[row][$0].dropFirst(index).first ?? "" }
                    text += line([index == 0 ? PlainText.line(name) : ""] + texts, [label] + widths) + "\n"
                }
            }
            parts.append(text)
            first = columns.upperBound
        }
        return parts.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            line += cell.padded(to: width + 2)
        }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    private func cell(_ row: String, _ column: String) -> [String] {
        if row == column { return ["·"] }
        guard let pair = report.pairs.first(where: { $0.concerns(row) && $0.concerns(column) }) else { return ["?"] }
        // As many as there are blocks below: a copied key is not counted among the shared ones, too.
        let copied = report.findings.count { finding in
            guard case .copied = finding.kind else { return false }
            return finding.environments.contains(row) && finding.environments.contains(column)
        }
        let lines = pair.lines(copied: copied)
        return lines.isEmpty ? ["-"] : lines
    }
}

extension IsolationPair {
    /// What the two share, the worst first.
    fileprivate func lines(copied: Int) -> [String] {
        let numbers = [
            (max(0, live - copied), "live key"), (watched, "watched"), (files, "in files"), (ending, "ending"),
            (ended, "ended"),
            (copied, "copied key"), (owners, "owner"),
        ]
        return (isSameDatabase ? ["same database"] : []) + (isSameOutput ? ["same folder"] : [])
            + (isReplica ? ["replica"] : [])
            + numbers.filter { $0.0 > 0 }.map { number, what in
                ["live key", "copied key", "owner"].contains(what) ? count(number, what) : "\(grouped(number)) \(what)"
            }
    }
}
