/// How a text is shown: with colour or without, and how wide.
package struct TextStyle: Hashable, Sendable {
    /// Without colour: files, pipes, CI logs and `NO_COLOR`.
    package static let plain = TextStyle(isColoured: false)

    /// With ANSI escape sequences.
    package static let colour = TextStyle(isColoured: true)

    /// The width where there is no terminal to ask: files and pipes.
    package static let usualWidth = 100

    private let isColoured: Bool

    /// How many columns a line has; `Int.max` for lines that are never broken.
    package private(set) var width = Self.usualWidth

    private init(isColoured: Bool) { self.isColoured = isColoured }

    /// The same in lines of another width.
    package func within(_ width: Int) -> TextStyle {
        var style = self
        style.width = width
        return style
    }

    /// The attributes that are used, by their SGR parameters.
    ///
    /// Colour only underlines what the text says already.
    package enum Attribute: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "1;31"
        case green = "32"
        case yellow = "1;33"
        case blue = "34"
        case cyan = "1;36"
    }

    package func paint(_ text: String, _ attribute: Attribute) -> String {
        isColoured ? "\u{1B}[\(attribute.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Breaks a text at spaces; the lines after the first are indented.
    ///
    /// `column` is where the first line begins. A word that is longer than a line stays whole: a path that was broken could
    /// not be copied. One that fits a whole line moves to the left as far as it must.
    package func wrapped(_ text: String, indent: Int, startingAt column: Int) -> String {
        // UTF-8 never has fewer bytes than cells: what fits so fits.
        if width == .max || column + text.utf8.count <= width || column + text.cells <= width { return text }
        var lines = ""
        var position = column
        for (index, word) in UnbrokenWords.split(text, limit: width - indent).enumerated() {
            let length = word.cells
            let gap = index > 0 ? 1 : 0
            let own = max(0, min(indent, width - length))
            if position + gap + length > width, index > 0 || own < position {
                lines += "\n" + String(repeating: " ", count: own)
                position = own
            } else if gap > 0 {
                lines += " "
                position += 1
            }
            lines += word
            position += length
        }
        return lines
    }

    /// The words of a text between which ``wrapped(_:indent:startingAt:)`` breaks it.
    package static func parts(of text: String) -> [String] { UnbrokenWords.split(text, limit: .max) }

    /// Breaks every line that is too wide, with what follows two columns further in than the line.
    package func fitted(_ text: String) -> String {
        guard width < .max else { return text }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // UTF-8 never has fewer bytes than cells: what fits so fits.
        guard lines.contains(where: { $0.count > width }) else { return text }
        return lines.lazy.map { Substring($0) }.map { line in
            guard line.utf8.count > width, line.cells > width else { return String(line) }
            let indent = line.prefix { $0 == " " }.count
            return line.prefix(indent)
                + wrapped(String(line.dropFirst(indent)), indent: min(indent + 2, width / 2), startingAt: indent)
        }.joined(separator: "\n")
    }
}
