package import Diagnostics

/// A table whose rows are all there; ``TableLayout`` says where their columns are.
package struct TextTable {
    private let headings: [String]
    private let rows: [[String]]

    package init(headings: [String], rows: [[String]]) {
        self.headings = headings
        self.rows = rows
    }

    /// Each line ends with a line break; under each row the details that belong to it.
    package func render(
        _ style: TextStyle,
        details: (Int) -> [String] = { _ in [] },
        colour: (Int, Int) -> TextStyle.Attribute? = { _, _ in nil }
    ) -> String {
        var layout = TableLayout(headings)
        for row in rows { layout.measure(row) }
        var text = layout.head(style)
        for (index, row) in rows.enumerated() {
            text += layout.line(row, style) { colour(index, $0) }
            for detail in details(index) {
                text += "  " + style.paint(style.wrapped(detail, indent: 4, startingAt: 2), .dim) + "\n"
            }
        }
        return text
    }
}
