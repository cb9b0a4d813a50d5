internal import Diagnostics

/// Columns as wide as their widest cell; where that is too wide, cells wrap within their column.
struct TextTable {
    let headings: [String]
    let rows: [[String]]

    /// Each line ends with a line break; under each row the details that belong to it.
    func render(
        _ style: TextStyle,
        details: (Int) -> [String] = { _ in [] },
        colour: (Int, Int) -> TextStyle.Attribute? = { _, _ in nil }
    ) -> String {
        let widths = widths(within: style.width)
        var text = line(headings, widths, style) { _ in .bold }
        for (index, row) in rows.enumerated() {
            text += line(row, widths, style) { colour(index, $0) }
            for detail in details(index) {
                text += "  " + style.paint(style.wrapped(detail, indent: 4, startingAt: 2), .dim) + "\n"
            }
        }
        return text
    }

    /// Two columns lie between cells.
    private static let gap = 2

    /// Narrows the column that can spare most until the table fits; none becomes narrower than its longest word.
    private func widths(within limit: Int) -> [Int] {
        var widths = headings.indices.map { column in
            rows.reduce(headings[column].count) { max($0, $1[column].count) }
        }
        var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - limit
        guard excess > 0 else { return widths }
        let least = headings.indices.map { column in
            rows.reduce(longestWord(headings[column])) { max($0, longestWord($1[column])) }
        }
        while excess > 0, let column = widths.indices.max(by: { widths[$0] - least[$0] < widths[$1] - least[$1] }),
            widths[column] > least[column]
        {
            widths[column] -= 1
            excess -= 1
        }
        return widths
    }

    private func longestWord(_ cell: String) -> Int {
        cell.split(separator: " ").reduce(0) { max($0, $1.count) }
    }

    private func line(
        _ cells: [String],
        _ widths: [Int],
        _ style: TextStyle,
        colour: (Int) -> TextStyle.Attribute?
    ) -> String {
        let columns = zip(cells, widths).map { cell, width in
            cell.count <= width
                ? [cell]
                : TextStyle.plain.within(width).wrapped(cell, indent: 0, startingAt: 0).split(separator: "\n").map(
                    String.init
                )
        }
        var text = ""
        for row in 0..<(columns.map(\.count).max() ?? 0) {
            var line = ""
            var padding = 0
            for (index, lines) in columns.enumerated() {
                let cell = row < lines.count ? lines[row] : ""
                if !cell.isEmpty {
                    line += String(repeating: " ", count: padding)
                    line += colour(index).map { style.paint(cell, $0) } ?? cell
                    padding = 0
                }
                padding += widths[index] - cell.count + Self.gap
            }
            text += line + "\n"
        }
        return text
    }
}
