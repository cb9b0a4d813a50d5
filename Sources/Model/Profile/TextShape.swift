/// What is known of a text before it is made: where its fixed letters stand, and how many others there are.
package struct TextShape: Hashable, Sendable {
    /// Nil for a letter that is drawn, or made of one that is.
    private let letters: [Character?]

    package init(_ literal: String) { letters = Array(literal) }

    private init(letters: [Character?]) { self.letters = letters }

    /// So many letters of which nothing is known.
    package static func unknown(_ count: Int) -> TextShape { TextShape(letters: Array(repeating: nil, count: count)) }

    /// The letters and dashes of a UUID.
    package static let uuid = [8, 4, 4, 4, 12].map { unknown($0) }.joined(by: "-")

    package static func + (left: TextShape, right: TextShape) -> TextShape {
        TextShape(letters: left.letters + right.letters)
    }

    /// The shape of a piece of the text.
    package func piece(_ piece: KeyPiece) -> TextShape {
        switch piece {
        case .first(let count): TextShape(letters: Array(letters.prefix(count)))
        case .last(let count): TextShape(letters: Array(letters.suffix(count)))
        }
    }

    /// Whether a text of the shape may be one that SQLite takes for a number; said of some that cannot.
    package var mayBeNumber: Bool {
        let known = letters.compactMap(\.self)
        if known.count == letters.count { return NumberText.isNumber(String(known)) }
        func count(_ some: String) -> Int { known.count { some.contains($0) } }
        guard known.allSatisfy(NumberText.letters.contains), count(".") < 2, count("eE") < 2, count("+-") < 3 else {
            return false
        }
        func isOneOf(_ some: String, _ letter: Character??) -> Bool {
            if case let letter?? = letter { some.contains(letter) } else { false }
        }
        return !isOneOf("eE", letters.first) && !isOneOf("eE+-", letters.last)
    }
}

extension [TextShape] {
    fileprivate func joined(by literal: String) -> TextShape {
        dropFirst().reduce(self[0]) { $0 + TextShape(literal) + $1 }
    }
}

extension KeyFormat {
    /// What is known of the text of a key.
    package var shape: TextShape { pattern?.shape ?? TextShape(prefix) + .unknown(length - prefix.count) }
}

extension KeyPattern {
    /// What is known of the text of a key.
    package var shape: TextShape {
        pieces.reduce(TextShape("")) { shape, piece in
            switch piece {
            case .literal(let text): shape + TextShape(text)
            case .drawn(.uuid, _, _): shape + .uuid
            case .drawn(_, let count, _): shape + .unknown(count)
            case .rowID: shape + .unknown(1)
            }
        }
    }
}

extension KeyForm {
    /// What is known of the text of a key.
    package var shape: TextShape {
        switch self {
        case .plain(let format): format.shape
        case .pattern(let pattern): pattern.shape
        }
    }
}
