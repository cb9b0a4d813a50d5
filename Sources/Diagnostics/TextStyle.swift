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
    /// not be copied.
    package func wrapped(_ text: String, indent: Int, startingAt column: Int) -> String {
        // UTF-8 never has fewer bytes than cells: what fits so fits.
        if width == .max || column + text.utf8.count <= width { return text }
        var lines = ""
        var position = column
        for (index, word) in text.split(separator: " ", omittingEmptySubsequences: true).enumerated() {
            let length = word.count
            if index > 0 {
                if position + 1 + length > width {
                    lines += "\n" + String(repeating: " ", count: indent)
                    position = indent
                } else {
                    lines += " "
                    position += 1
                }
            }
            lines += word
            position += length
        }
        return lines
    }
}
