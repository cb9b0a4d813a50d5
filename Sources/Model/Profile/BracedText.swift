/// A text with words in braces, which stand for something; a doubled brace is a brace.
package struct BracedText: Hashable, Sendable {
    /// A part of the text.
    package enum Piece: Hashable, Sendable {
        case literal(String)
        /// What stands between two braces.
        case braced(String)
    }

    /// In the order of the text.
    package let pieces: [Piece]

    /// Nil where a brace is opened or closed alone, or holds nothing.
    package init?(_ text: String) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = Substring(text)
        while let character = rest.first {
            rest = rest.dropFirst()
            if character == "{" || character == "}", rest.first == character {
                literal.append(character)
                rest = rest.dropFirst()
            } else if character == "{" {
                guard let end = rest.firstIndex(of: "}") else { return nil }
                let word = rest[..<end]
                guard !word.isEmpty, !word.contains("{") else { return nil }
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(.braced(String(word)))
                rest = rest[end...].dropFirst()
            } else if character == "}" {
                return nil
            } else {
                literal.append(character)
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    /// The words in braces.
    package var words: [String] {
        pieces.compactMap { piece in
            if case .braced(let word) = piece { word } else { nil }
        }
    }
}
