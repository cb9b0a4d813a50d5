internal import Diagnostics

/// Where the columns of a table begin, for lines of a certain width; the cells are measured first.
///
/// Columns are as wide as their widest cell. Where that is too wide cells wrap within their columns; where their words
/// are too wide for that, the last columns go below the row, each with its heading.
struct TableLayout {
    private let headings: [String]
    private var widest: [Int]

    /// The widest part of each column at which no line is broken.
    private var least: [Int]

    /// Two columns lie between cells.
    private static let gap = 2

    init(_ headings: [String]) {
        self.headings = headings
        widest = headings.map(\.cells)
        least = headings.map { Self.widestPart($0) }
    }

    mutating func measure(_ cells: [String]) {
        for (column, cell) in cells.enumerated() {
            let width = cell.cells
            guard width > least[column] else { continue }
            widest[column] = max(widest[column], width)
            least[column] = max(least[column], Self.widestPart(cell))
        }
    }

    private static func widestPart(_ cell: String) -> Int {
        TextStyle.parts(of: cell).reduce(0) { max($0, $1.cells) }
    }

    /// Ends with a line break.
    func head(_ style: TextStyle) -> String { line(headings, style, isHead: true) { _ in .bold } }

    /// The lines of a row, each with a line break.
    func line(_ cells: [String], _ style: TextStyle, colour: (Int) -> TextStyle.Attribute? = { _ in nil }) -> String {
        line(cells, style, isHead: false, colour: colour)
    }

    private func line(
        _ cells: [String],
        _ style: TextStyle,
        isHead: Bool,
        colour: (Int) -> TextStyle.Attribute?
    ) -> String {
        let widths = widths(within: style.width)
        let columns = zip(cells, widths).map { cell, width in
            TextStyle.plain.within(width).wrapped(cell, indent: 0, startingAt: 0).split(separator: "\n")
        }
        var text = ""
        for row in 0..<(columns.map(\.count).max() ?? 0) {
            var padding = 0
            for (index, lines) in columns.enumerated() {
                let cell = row < lines.count ? String(lines[row]) : ""
                if !cell.isEmpty {
                    text += String(repeating: " ", count: padding)
                    text += colour(index).map { style.paint(cell, $0) } ?? cell
                    padding = 0
                }
                padding += widths[index] - cell.cells + Self.gap
            }
            text += "\n"
        }
        guard !isHead else { return text }
        let below = cells.indices.dropFirst(widths.count).filter { !["", "-"].contains(cells[$0]) }.map { column in
            let cell = "\(headings[column].lowercased()): \(cells[column])"
            return colour(column).map { style.paint(cell, $0) } ?? cell
        }
        return below.isEmpty
            ? text : text + "  " + style.wrapped(below.joined(separator: "; "), indent: 4, startingAt: 2) + "\n"
    }

    /// Of the columns that are side by side: the one that can spare most is narrowed until they fit.
    private func widths(within limit: Int) -> [Int] {
        var columns = headings.count
        func total(_ widths: [Int]) -> Int { widths.prefix(columns).reduce(Self.gap * (columns - 1), +) }
        while columns > 1, total(least) > limit { columns -= 1 }
        var widths = Array(widest.prefix(columns))
        var excess = total(widths) - limit
        while excess > 0, let column = widths.indices.max(by: { widths[$0] - least[$0] < widths[$1] - least[$1] }),
            widths[column] > least[column]
        {
            widths[column] -= 1
            excess -= 1
        }
        return widths
    }
}
