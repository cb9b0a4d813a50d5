/// How deep the sections of a mustache are nested, told before it is read: the library that reads it calls itself for
/// each level, and a stack has an end.
enum TemplateDepth {
    /// Nobody reads deeper templates either.
    static let limit = 64

    static func isBounded(_ text: String) -> Bool {
        var text = Substring(text)
        var (open, close) = ("{{", "}}")
        var depth = 0
        while let start = text.firstRange(of: open) {
            let rest = text[start.upperBound...]
            guard let end = rest.firstRange(of: close) else { return true }
            let tag = rest[..<end.lowerBound].drop(while: \.isWhitespace)
            text = rest[end.upperBound...]
            switch tag.first {
            case "#", "^", "$", "<":
                depth += 1
                if depth > limit { return false }
            case "/": depth -= 1
            case "=":
                let words = tag.dropFirst().split { $0.isWhitespace || $0 == "=" }
                if words.count == 2 { (open, close) = (String(words[0]), String(words[1])) }
            default: continue
            }
        }
        return true
    }
}
