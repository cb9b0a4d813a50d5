internal import Diagnostics

/// Columns as wide as their widest cell.
struct TextTable {
    let headings: [String]
    let rows: [[String]]

    /// Each line ends with a line break; under each row the details that belong to it.
    func render(_ style: TextStyle, details: (Int) -> [String] = { _ in [] }) -> String {
        let widths = headings.indices.map { column in
            rows.reduce(headings[column].count) { max($0, $1[column].count) }
        }
        var text = style.paint(line(headings, widths), .bold) + "\n"
        for (index, row) in rows.enumerated() {
            text += line(row, widths) + "\n"
            for detail in details(index) { text += "  " + style.paint(detail, .dim) + "\n" }
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
}
