/// A list in JSON, as a profile's value for a column that holds an array.
enum JSONTexts {
    /// An element of a list.
    enum Element: Equatable {
        case null
        case text(String)
        /// A number or a truth, as it is written.
        case word(String)
        /// A list or an object, as JSON.
        case nested(String)
    }

    /// Nil for anything but a list of texts, numbers and truths.
    static func list(_ json: String) -> [String]? {
        guard let elements = elements(json) else { return nil }
        let texts = elements.compactMap { element in
            switch element {
            case .text(let text), .word(let text): text
            case .null, .nested: nil
            }
        }
        return texts.count == elements.count ? texts : nil
    }

    /// Nil for anything but a list.
    static func elements(_ json: String) -> [Element]? {
        var rest = json.unicodeScalars[...]
        func skip(_ scalar: Unicode.Scalar) -> Bool {
            skipSpace(&rest)
            guard rest.first == scalar else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard skip("[") else { return nil }
        var elements: [Element] = []
        if !skip("]") {
            repeat {
                skipSpace(&rest)
                guard let element = element(&rest) else { return nil }
                elements.append(element)
            } while skip(",")
            guard skip("]") else { return nil }
        }
        skipSpace(&rest)
        return rest.isEmpty ? elements : nil
    }

    private static func skipSpace(_ rest: inout Substring.UnicodeScalarView) {
        rest = rest.drop { " \n\t\r".unicodeScalars.contains($0) }
    }

    private static func element(_ rest: inout Substring.UnicodeScalarView) -> Element? {
        switch rest.first {
        case "\"": return quoted(&rest).map(Element.text)
        case "[", "{": return nested(&rest).map(Element.nested)
        default:
            let word = String(rest.prefix { !",] \n\t\r[{\"".unicodeScalars.contains($0) })
            rest = rest.dropFirst(word.unicodeScalars.count)
            return word.isEmpty ? nil : word == "null" ? .null : .word(word)
        }
    }

    /// From a bracket to the one that closes it.
    private static func nested(_ rest: inout Substring.UnicodeScalarView) -> String? {
        let start = rest
        var depth = 0
        while let scalar = rest.first {
            if scalar == "\"" {
                guard quoted(&rest) != nil else { return nil }
                continue
            }
            rest = rest.dropFirst()
            if "[{".unicodeScalars.contains(scalar) { depth += 1 }
            if "]}".unicodeScalars.contains(scalar) { depth -= 1 }
            if depth == 0 { return String(Substring(start[..<rest.startIndex])) }
        }
        return nil
    }

    private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var text = String.UnicodeScalarView()
        rest = rest.dropFirst()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(text)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                switch escaped {
                case "n": text.append("\n")
                case "t": text.append("\t")
                case "r": text.append("\r")
                case "b": text.append("\u{8}")
                case "f": text.append("\u{C}")
                case "u":
                    let digits = String(rest.prefix(4))
                    rest = rest.dropFirst(4)
                    guard let code = UInt32(digits, radix: 16), let unit = Unicode.Scalar(code) else { return nil }
                    text.append(unit)
                default: text.append(escaped)
                }
            default: text.append(scalar)
            }
        }
        return nil
    }
}
