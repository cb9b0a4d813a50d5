/// What stands between two delimiters, with places counted in bytes.
struct MustacheTag {
    let kind: Kind

    /// Without what tells its kind, and without blanks around it.
    let content: String

    /// Of the delimiter that opens it.
    let start: Int

    /// Of its content.
    let contentStart: Int

    /// Behind the delimiter that closes it.
    let end: Int

    enum Kind: Equatable {
        case variable
        case unescaped
        case section
        case inverted
        case close
        case comment
        case delimiters
        case setting
        case partial
        case parent
        case block

        /// Of the letter behind the opening delimiter.
        init(_ letter: UInt8) {
            self =
                switch letter {
                case UInt8(ascii: "{"), UInt8(ascii: "&"): .unescaped
                case UInt8(ascii: "#"): .section
                case UInt8(ascii: "^"): .inverted
                case UInt8(ascii: "/"): .close
                case UInt8(ascii: "!"): .comment
                case UInt8(ascii: "="): .delimiters
                case UInt8(ascii: "%"): .setting
                case UInt8(ascii: ">"): .partial
                case UInt8(ascii: "<"): .parent
                case UInt8(ascii: "$"): .block
                default: .variable
                }
        }

        /// Whether a line that holds nothing but such a tag vanishes with it.
        var canStandAlone: Bool { self != .variable && self != .unescaped }
    }
}
