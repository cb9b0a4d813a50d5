/// Whether a text is coloured: for a terminal, or for files, pipes, CI logs and `NO_COLOR`.
package enum TextStyle: Hashable, Sendable {
    case plain
    /// ANSI escape sequences.
    case colour

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
        switch self {
        case .plain: text
        case .colour: "\u{1B}[\(attribute.rawValue)m\(text)\u{1B}[0m"
        }
    }
}
