/// A list of texts in JSON, as a profile's value for a column that holds an array.
enum JSONTexts {
    /// Nil for anything but a list of texts, numbers and truths.
    static func list(_ json: String) -> [String]? {
        var rest = json.unicodeScalars[...]
        func skipSpace() { rest = rest.drop { " \n\t\r".unicodeScalars.contains($0) } }
        func skip(_ scalar: Unicode.Scalar) -> Bool {
            skipSpace()
            guard rest.first == scalar else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard skip("[") else { return nil }
        var texts: [String] = []
        if skip("]") { return isAtEnd(rest) ? texts : nil }
        repeat {
            skipSpace()
            guard let text = rest.first == "\"" ? quoted(&rest) : word(&rest) else { return nil }
            texts.append(text)
        } while skip(",")
        guard skip("]") else { return nil }
        return isAtEnd(rest) ? texts : nil
    }

    private static func isAtEnd(_ rest: String.UnicodeScalarView.SubSequence) -> Bool {
        rest.allSatisfy { " \n\t\r".unicodeScalars.contains($0) }
    }

    private static func word(_ rest: inout String.UnicodeScalarView.SubSequence) -> String? {
        let word = rest.prefix { !",] \n\t\r[{\"".unicodeScalars.contains($0) }
        rest = rest.dropFirst(word.count)
        return word.isEmpty || String(word) == "null" ? nil : String(word)
    }

    private static func quoted(_ rest: inout String.UnicodeScalarView.SubSequence) -> String? {
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
