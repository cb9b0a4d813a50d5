internal import Diagnostics
internal import Planning

/// How a file changes, line by line.
struct DiffText {
    let style: TextStyle

    /// At most this many lines of a file are shown, then counted.
    private static let limit = 12

    func render(_ diff: FileDiff) -> String {
        let kind = diff.kind == .changed ? "" : ", \(diff.kind.rawValue)"
        var text = "    " + style.paint("\(PlainText.line(diff.path))\(kind)", .bold) + "\n"
        let lines = diff.lines.prefix(Self.limit)
        for line in lines {
            let mark = line.isAdded ? "+" : "-"
            text += "      " + style.paint(clipped("\(mark) \(line.text)"), line.isAdded ? .green : .red) + "\n"
        }
        if diff.others > 0 {
            text += "      " + style.paint("- \(count(diff.others, "other line"))", .red) + "\n"
        }
        let rest = diff.removed + diff.added - diff.others - lines.count
        if rest > 0 { text += "      " + style.paint("and \(count(rest, "more line"))", .dim) + "\n" }
        return text
    }

    private func clipped(_ line: String) -> String {
        let room = style.width - 6
        return line.count > room ? line.prefix(room - 1) + "…" : line
    }
}
