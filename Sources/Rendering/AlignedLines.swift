internal import Diagnostics

/// Lines of a mark, an address, keys and words, in columns that stay aligned where a line wraps.
struct AlignedLines {
    struct Row {
        /// What the line begins with.
        let lead: String

        let mark: String
        let attribute: TextStyle.Attribute
        let address: String
        let keys: String
        let words: String

        /// Lines below.
        var details: [String] = []

        /// Whether the columns are as wide as it needs; a line that stands for many has a longer address than any.
        var isMeasured = true
    }

    let style: TextStyle

    /// Where addresses begin.
    let indent: Int

    private let address: Int
    private let keys: Int

    /// Where words begin.
    private var column: Int { indent + address + 2 + (keys > 0 ? keys + 2 : 0) }

    /// What is written beside the other columns needs so much room; with less it goes below them.
    private static let leastRoom = 30

    /// `rows` are all that are to be aligned with each other.
    init(_ rows: [Row], indent: Int, style: TextStyle) {
        self.style = style
        self.indent = indent
        address = rows.lazy.filter(\.isMeasured).reduce(0) { max($0, min($1.address.cells, 40)) }
        keys = rows.reduce(0) { max($0, $1.keys.cells) }
    }

    /// Each line ends with a line break.
    func text(_ row: Row) -> String {
        let gap = String(repeating: " ", count: max(1, indent - row.lead.cells - row.mark.cells))
        var head = row.address.padded(to: address)
        if keys > 0 { head += "  " + row.keys.padded(to: keys) }
        let used = row.lead.cells + row.mark.cells + gap.count
        var text = row.lead + style.paint(row.mark, row.attribute) + gap
        if style.width - column >= Self.leastRoom, used + head.cells + 2 == column {
            text += head + (row.words.isEmpty ? "" : "  ")
            text += style.wrapped(row.words, indent: column, startingAt: column)
        } else {
            let names = [row.address, row.keys].filter { !$0.isEmpty }.joined(separator: "  ")
            let isNarrow = used + names.cells > style.width
            text += isNarrow ? style.wrapped(names, indent: indent, startingAt: used) : names
            if !isNarrow, used + names.cells + 2 + row.words.cells <= style.width {
                text += "  " + row.words
            } else if !row.words.isEmpty {
                text += "\n" + String(repeating: " ", count: indent)
                text += style.wrapped(row.words, indent: indent, startingAt: indent)
            }
        }
        while text.last == " " { text.removeLast() }
        text += "\n"
        for detail in row.details {
            text += String(repeating: " ", count: indent)
            text += style.paint(style.wrapped(detail, indent: indent, startingAt: indent), .dim) + "\n"
        }
        return text
    }
}
