internal import Redaction

/// One line of a user's file as it is shown: clipped about a column, passwords masked, nothing in it that a terminal
/// would obey, with what is to be underlined.
package struct Snippet: Hashable, Sendable {
    package let text: String

    /// How many terminal cells stand before the underlined part.
    package let indent: Int

    /// How many cells are underlined; at least 1.
    package let width: Int

    /// How many cells of a line are shown at most.
    static let maximumWidth = 100

    /// - Parameters:
    ///   - line: the line's bytes, without its end.
    ///   - column: 1-based, in scalars; may lie behind the end.
    ///   - length: how many scalars are pointed at.
    ///   - limit: how many cells there is room for, at most ``maximumWidth``.
    package init(line: ArraySlice<UInt8>, column: Int, length: Int, limit: Int) {
        // Far more than is shown, but a line may be a whole file of many megabytes.
        let (part, start) = Self.part(of: line, around: column - 1)
        let scalars = Array(String(decoding: part, as: UTF8.self).unicodeScalars)
        let target = column - 1 - start
        let end = target + min(length, Self.maximumWidth)

        var cells: [(text: Unicode.Scalar, width: Int, origin: Int)] = []
        var index = 0
        for secret in SecretMask.secrets(in: scalars) {
            for origin in index..<secret.lowerBound { cells.append(Self.cell(scalars[origin], origin)) }
            for dot in Mask.scalars { cells.append((dot, 1, secret.lowerBound)) }
            index = secret.upperBound
        }
        for origin in index..<scalars.count { cells.append(Self.cell(scalars[origin], origin)) }

        let window = Self.window(
            of: cells.map(\.width),
            within: max(20, min(limit, Self.maximumWidth)),
            showing: cells.firstIndex { $0.origin >= target } ?? cells.count
        )
        var text = start > 0 || window.lowerBound > 0 ? "…" : ""
        var indent = text.isEmpty ? 0 : 1
        var width = 0
        for cell in cells[window] {
            text.unicodeScalars.append(cell.text)
            if cell.origin < target { indent += cell.width } else if cell.origin < end { width += cell.width }
        }
        if window.upperBound < cells.count || start + part.count < line.count { text += "…" }
        self.text = text
        self.indent = indent
        self.width = max(1, width)
    }

    /// The bytes that may matter for a column, and how many scalars stand before them.
    ///
    /// What is cut off might be what shows that the rest is a password: then nothing of the line is shown.
    private static func part(of line: ArraySlice<UInt8>, around target: Int) -> (ArraySlice<UInt8>, Int) {
        let reach = 4 * maximumWidth
        guard line.count > 4 * reach else { return (line, 0) }
        guard !line.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "=") }) else {
            return (Array("(line too long to show)".utf8)[...], 0)
        }
        var scalars = 0
        var first = line.startIndex
        while first < line.endIndex, scalars < target - reach {
            first += 1
            while first < line.endIndex, line[first] & 0xC0 == 0x80 { first += 1 }
            scalars += 1
        }
        return (line[first...].prefix(4 * reach), scalars)
    }

    private static func window(of widths: [Int], within limit: Int, showing target: Int) -> Range<Int> {
        var first = 0
        if widths.reduce(0, +) > limit, target > limit * 2 / 3 { first = target - limit * 2 / 3 }
        first = min(first, widths.count)
        var last = first
        var total = 0
        while last < widths.count, total + widths[last] <= limit {
            total += widths[last]
            last += 1
        }
        return first..<last
    }

    private static func cell(_ scalar: Unicode.Scalar, _ origin: Int) -> (text: Unicode.Scalar, width: Int, origin: Int)
    {
        let shown = PlainText.shown(scalar)
        return (shown, PlainText.width(shown), origin)
    }
}
